import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type GoimClient } from '#test-support';

const OP = 1000;
const ID = expect.stringMatching(/^[1-9]\d*$/);
const EPOCH = expect.stringMatching(/^\d{10}$/);

describe('pushes in JSON', () => {
  let cluster: Cluster;
  let bases: string[];
  let client: GoimClient;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job', 'logic']);
    const [logic, comet, , otherLogic] = cluster.apps;
    bases = [logic!.address('http'), otherLogic!.address('http')];
    client = await cluster.client(comet!, 'tcp', { key: 'k', mid: 5, room_id: 'live://1', accepts: [OP] });
    await isKnown('k');
  });

  afterAll(() => cluster.stop());

  /** Resolves when each logic knows of the session: the one that let it in knows it at once, the other hears of it. */
  async function isKnown(key: string): Promise<void> {
    for (const base of bases) {
      await eventually(`${base} knows ${key}`, 30_000, async () => {
        expect((await fetch(`${base}/v1/sessions/${key}`)).status).toBe(200);
      });
    }
  }

  interface Answer {
    status: number;
    body: unknown;
  }

  /** @param body text is sent as it is */
  async function post(
    to: string,
    body: unknown,
    { key, base = bases[0]! }: { key?: string; base?: string } = {},
  ): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${base}/v1/push/${to}`, { method: 'POST', body: text, headers });
    return { status: response.status, body: await response.json() };
  }

  /** What the pushes bring to the client. */
  async function delivered(push: () => Promise<void>): Promise<string[]> {
    const from = client.pushes.length;
    await push();
    const fence = `fence ${from}`;
    // One to the room, one to the key and one to the member: they come by partitions of their own.
    await post('room', { room: 'live://1', operation: OP, message: fence });
    await post('keys', { keys: ['k'], operation: OP, message: fence });
    await post('mids', { mids: [5], operation: OP, message: fence });
    const fences = (): number => client.pushes.filter(({ body }) => body === fence).length;
    await client.until(() => fences() === 3, 30_000);
    return client.pushes.slice(from).flatMap(({ body }) => (body === fence ? [] : body));
  }

  it('answer with whom they were queued for', async () => {
    const content = { operation: OP, message: 'x' };
    expect(await post('keys', { keys: ['k', 'nobody'], ...content })).toEqual({
      status: 202,
      body: { sessions: 1, offline: ['nobody'], ids: [ID, ID], epoch: EPOCH },
    });
    expect(await post('mids', { mids: [5, 99], ...content })).toEqual({
      status: 202,
      body: { sessions: 1, offline: [99], ids: [ID, ID], epoch: EPOCH },
    });
    expect(await post('room', { room: 'live://1', ...content })).toEqual({
      status: 202,
      body: { sessions: 1, id: ID, epoch: EPOCH },
    });
    expect(await post('all', content)).toEqual({
      status: 202,
      body: { sessions: 1, id: ID, epoch: EPOCH },
    });
    await client.until((pushes) => pushes.length === 4, 30_000);
  });

  it('may be any value in JSON, which clients get as it was written', async () => {
    const written = '{ "id": 12345678901234567890, "price": 1.50, "text": "ü \\u00fc" }';
    const targets = ['"room":"live://1"', '"keys":["k"]', '"mids":[5]', '"speed":0'];
    const names = ['room', 'keys', 'mids', 'all'];
    const bodies = await delivered(async () => {
      for (const [n, name] of names.entries()) {
        expect((await post(name, `{"operation":${OP},${targets[n]},"data":${written}}`)).status).toBe(202);
        // By Nest's own way, past the short one.
        expect((await post(name, `{"operation":${OP},${targets[n]},"data":7,"ttl":60}`)).status).toBe(202);
      }
      const pushes = names.map((to, n) => `{"to":"${to}","operation":${OP},${targets[n]},"data":null}`);
      expect((await post('batch', `{"pushes":[${pushes.join()}]}`)).status).toBe(202);
      await client.until((all) => all.filter(({ body }) => body === 'null').length === names.length, 30_000);
    });
    const expected = names.flatMap(() => [written, '7', 'null']);
    expect(bodies.toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    [{ operation: OP }, 'message', 'expected either message or data'],
    [{ operation: OP, message: 'x', data: 1 }, 'message', 'expected either message or data'],
    [{ operation: OP, data: 1, encoding: 'base64' }, 'encoding', 'is of a message, and data is JSON'],
  ])('says one thing in one way: %j', async (content, path, message) => {
    expect(await post('room', { room: 'live://1', ...content })).toMatchObject({
      status: 400,
      body: { errors: [{ path, message }] },
    });
  });

  it('are compared as they are written where they come again', async () => {
    const push = (data: string): Promise<Answer> =>
      post('room', `{"room":"live://1","operation":${OP},"data":${data}}`, { key: 'as written' });
    const got = await delivered(async () => {
      const first = await push('12345678901234567890');
      expect(await push('12345678901234567890')).toEqual(first);
      expect((await push('12345678901234567891')).status).toBe(422);
    });
    expect(got).toEqual(['12345678901234567890']);
  });

  it('may be many in one request: those of a room come in their order', async () => {
    const before = client.pushes.length;
    const toRoom = Array.from({ length: 100 }, (_, n) => {
      return { to: 'room', room: 'live://1', operation: OP, message: `room ${n}` };
    });
    const answer = await post('batch', {
      pushes: [
        ...toRoom,
        { to: 'keys', keys: ['k', 'nobody'], operation: OP, message: 'key' },
        { to: 'mids', mids: [5], operation: OP, message: Buffer.from('mid').toString('base64'), encoding: 'base64' },
        { to: 'all', operation: OP, message: 'all' },
      ],
    });
    expect(answer).toEqual({ status: 202, body: { accepted: 103, ids: expect.any(Array), epoch: EPOCH } });
    await client.until((pushes) => pushes.length === before + 103, 30_000);
    const bodies = client.pushes.slice(before).map(({ body }) => body);
    expect(bodies.filter((body) => body.startsWith('room'))).toEqual(toRoom.map(({ message }) => message));
    expect(bodies).toEqual(expect.arrayContaining(['key', 'mid', 'all']));
  });

  describe('with an idempotency key', () => {
    const content = { operation: OP, message: 'once' };
    const room = { to: 'room', room: 'live://1', ...content };
    const offline = Array.from({ length: 100 }, (_, n) => `offline-${n}`.padEnd(240, 'x'));

    it.each<[to: string, body: object, expected: string[]]>([
      ['keys', { keys: ['k'], ...content }, ['once']],
      ['mids', { mids: [5], ...content }, ['once']],
      ['room', { room: 'live://1', ...content }, ['once']],
      ['batch', { pushes: [room, { ...room, message: 'two' }, room] }, ['once', 'two', 'once']],
    ])('are stored once and answered alike, whichever logic gets them: %s', async (to, body, expected) => {
      const got = await delivered(async () => {
        const first = await post(to, body, { key: `same ${to}` });
        expect(first.status).toBe(202);
        expect(await post(to, body, { key: `same ${to}` })).toEqual(first);
        expect(await post(to, body, { key: `same ${to}`, base: bases[1]! })).toEqual(first);
      });
      expect(got).toEqual(expected);
    });

    it.each<[to: string, body: object, times: number]>([
      ['keys', { keys: ['k', ...offline], persist: false, ...content }, 1],
      ['batch', { pushes: Array.from({ length: 500 }, () => room) }, 500],
    ])('are stored once and answered alike where the answer is too long to be kept: %s', async (to, body, times) => {
      const got = await delivered(async () => {
        const first = await post(to, body, { key: `long ${to}` });
        expect(first.status).toBe(202);
        expect(JSON.stringify(first.body).length).toBeGreaterThan(4_096);
        for (const base of bases) expect(await post(to, body, { key: `long ${to}`, base })).toEqual(first);
      });
      expect(got).toEqual(Array.from({ length: times }, () => 'once'));
    });

    it('reach a member once that moved to another session between two tries', async () => {
      const comet = cluster.apps[1]!;
      const body = { mids: [6], ...content };
      const first = await cluster.client(comet, 'tcp', { key: 'first', mid: 6, accepts: [OP] });
      await isKnown('first');
      const answer = await post('mids', body, { key: 'moved' });
      await first.until((pushes) => pushes.length === 1, 30_000);
      const second = await cluster.client(comet, 'tcp', { key: 'second', mid: 6, accepts: [OP] });
      await isKnown('second');
      expect(await post('mids', body, { key: 'moved' })).toEqual(answer);
      await post('keys', { keys: ['second'], operation: OP, message: 'last' });
      await second.until((pushes) => pushes.length > 0, 30_000);
      expect([first, second].map(({ pushes }) => pushes.map((push) => push.body))).toEqual([['once'], ['last']]);
    });

    it('are refused where the key came with another body before', async () => {
      const got = await delivered(async () => {
        expect((await post('room', { ...content, room: 'live://1' }, { key: 'reused' })).status).toBe(202);
        const answer = await post('room', { ...content, room: 'live://1', message: 'x' }, { key: 'reused' });
        expect(answer).toEqual({
          status: 422,
          body: expect.objectContaining({ code: 'idempotency-key-reused', detail: expect.stringContaining('reused') }),
        });
      });
      expect(got).toEqual(['once']);
    });

    it('are refused where the key is empty or too long, by its name', async () => {
      for (const key of ['', 'x'.repeat(256)]) {
        const { status, body } = await post('room', { ...content, room: 'live://1' }, { key });
        expect({ status, body }).toEqual({
          status: 400,
          body: expect.objectContaining({ errors: [{ path: 'idempotency-key', message: expect.any(String) }] }),
        });
      }
    });
  });
});
