import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, type AppProcess, type GoimClient } from '#testing';

const OP = 1000;

describe('POST /v1/push/batch', () => {
  let cluster: Cluster;
  let url: string;
  let client: GoimClient;

  beforeAll(async () => {
    cluster = await Cluster.start();
    const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    url = `${logic.address('http')}/v1/push/batch`;
    client = await cluster.client(comet, 'tcp', { key: 'k', mid: 5, room_id: 'live://1', accepts: [OP] });
  });

  afterAll(() => cluster.stop());

  async function post(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, { method: 'POST', body: text, headers });
    return { status: response.status, body: await response.json() };
  }

  it('pushes each message to what it is for, those of a room in their order', async () => {
    const toRoom = Array.from({ length: 100 }, (_, n) => {
      return { to: 'room', room: 'live://1', operation: OP, message: `room ${n}` };
    });
    const answer = await post({
      pushes: [
        ...toRoom,
        { to: 'keys', keys: ['k', 'nobody'], operation: OP, message: 'key' },
        { to: 'mids', mids: [5], operation: OP, message: Buffer.from('mid').toString('base64'), encoding: 'base64' },
        { to: 'all', operation: OP, message: 'all' },
      ],
    });
    expect(answer).toEqual({ status: 202, body: { accepted: 103 } });
    await client.until((pushes) => pushes.length === 103, 10_000);
    const bodies = client.pushes.map(({ body }) => body);
    expect(bodies.filter((body) => body.startsWith('room'))).toEqual(toRoom.map(({ message }) => message));
    expect(bodies).toEqual(expect.arrayContaining(['key', 'mid', 'all']));
  });

  it('stores a batch with the same idempotency key once', async () => {
    const before = client.pushes.length;
    const pushes = ['one', 'two', 'one'].map((message) => ({ to: 'room', room: 'live://1', operation: OP, message }));
    for (let time = 0; time < 3; time++) {
      expect((await post({ pushes }, { 'idempotency-key': 'batch' })).status).toBe(202);
    }
    await post({ pushes: [{ to: 'room', room: 'live://1', operation: OP, message: 'end' }] });
    await client.until((got) => got.at(-1)?.body === 'end', 10_000);
    expect(client.pushes.slice(before).map(({ body }) => body)).toEqual(['one', 'two', 'one', 'end']);
  });

  it.each([
    ['{', 'the body is no JSON'],
    [{ pushes: [] }, 'pushes'],
    [{ pushes: Array.from({ length: 1_001 }, () => ({ to: 'all', operation: OP, message: '' })) }, 'pushes'],
    [{ pushes: [{ to: 'room', operation: OP, message: 'x' }] }, 'pushes.0.room'],
    [{ pushes: [{ to: 'all', operation: 1.5, message: 'x' }] }, 'pushes.0.operation'],
    [{ pushes: [{ to: 'nobody', operation: OP, message: 'x' }] }, 'pushes.0.to'],
  ])('refuses a body that is wrong, and names what: %j', async (body, named) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(named);
  });
});
