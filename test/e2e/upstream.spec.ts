import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { ReceiveRequest, subjects, UPSTREAM_STREAM } from '#contracts';
import { Operation } from '#protocol';
import { Cluster, eventually, fieldsOf, type AppProcess, type GoimClient } from '#test-support';

const TRANSPORTS = ['tcp', 'websocket'] as const;
const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
/** Of logic, for what a client sends. */
const TIMEOUT_MS = 5_000;
/** Few enough that a busy machine does not spread its messages over more time. */
const SLOW = { COMET__CONNECTION__UPSTREAM_RATE: '1', COMET__CONNECTION__UPSTREAM_BURST: '5' };
const UNLIMITED = { COMET__CONNECTION__UPSTREAM_RATE: '0', COMET__CONNECTION__MEMBER_RATE: '0' };

interface Stored extends Omit<ReceiveRequest, 'proto'> {
  readonly subject: string;
  readonly op: number;
  readonly seq: number;
  readonly body: string;
}

/** Everything that the stream holds, in its order. */
async function storedIn(cluster: Cluster): Promise<Stored[]> {
  const bus = await cluster.broker.connect();
  const stream = await jetstream(bus.connection).streams.get(UPSTREAM_STREAM);
  const { messages } = (await stream.info()).state;
  const found: Stored[] = [];
  if (messages === 0) return found;
  const consumer = await stream.getConsumer();
  for await (const { subject, data } of await consumer.consume()) {
    const { proto, ...who } = fieldsOf(ReceiveRequest.decode(data));
    found.push({ ...who, subject, op: proto!.op, seq: proto!.seq, body: Buffer.from(proto!.body).toString() });
    if (found.length === messages) break;
  }
  return found;
}

async function say(client: GoimClient, op: number, body: string): Promise<string> {
  return (await client.request(op, body)).body.toString();
}

function bodies(client: GoimClient): string[] {
  return client.pushes.map(({ body }) => body);
}

describe('what clients send', () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let comets: [AppProcess, AppProcess];

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'logic', 'comet', 'job'], {
      ...UNLIMITED,
      LOGIC__UPSTREAM__RELAY: 'members',
    });
    logic = cluster.apps[0]!;
    comets = [cluster.apps[2]!, await cluster.add('comet', SLOW)];
  });

  afterAll(() => cluster.stop());

  it.each(TRANSPORTS)('is answered when it is in the stream, with who sent it: %s', async (transport) => {
    const key = `who-${transport}`;
    const client = await cluster.client(comets[0], transport, {
      mid: 7,
      key,
      room_id: 'live://who',
      platform: 'ios',
    });
    const from = Date.now();
    const replies = [await client.request(Operation.SendMessage, 'by 4'), await client.request(OP, 'by 1000')];
    expect(replies.map(({ op, body }) => [op, body.length])).toEqual([
      [Operation.SendMessageReply, 0],
      [OP, 0],
    ]);
    const stored = (await storedIn(cluster)).filter((message) => message.key === key);
    const who = {
      mid: 7,
      key,
      server: expect.stringContaining('-'),
      roomID: 'live://who',
      joined: [],
      ip: '127.0.0.1',
      platform: 'ios',
    };
    expect(stored).toEqual([
      { ...who, subject: 'goim.upstream.4', op: 4, seq: replies[0]!.seq, body: 'by 4', time: expect.any(Number) },
      {
        ...who,
        subject: 'goim.upstream.1000',
        op: OP,
        seq: replies[1]!.seq,
        body: 'by 1000',
        time: expect.any(Number),
      },
    ]);
    for (const { time } of stored) expect(Math.abs(time - from)).toBeLessThan(DELIVERY_TIMEOUT_MS);
  });

  it.each(TRANSPORTS)('keeps its order, although two logics take it: %s', async (transport) => {
    const key = `order-${transport}`;
    const client = await cluster.client(comets[0], transport, { key });
    const sent = Array.from({ length: 300 }, (_, n) => String(n));
    const replies = await Promise.all(sent.map((body) => say(client, OP, body)));
    expect(new Set(replies)).toEqual(new Set(['']));
    const stored = (await storedIn(cluster)).filter((message) => message.key === key);
    expect(stored.map(({ body }) => body)).toEqual(sent);
  });

  it('is refused above the rate, and the rest is taken', async () => {
    const client = await cluster.client(comets[1], 'tcp', { key: 'fast' });
    const replies = await Promise.all(Array.from({ length: 50 }, (_, n) => say(client, OP, String(n))));
    const refused = replies.filter((body) => body !== '');
    expect(JSON.parse(refused[0]!)).toEqual({ error: 'rate-limited', reason: 'more than 1 messages a second' });
    const stored = (await storedIn(cluster)).filter(({ key }) => key === 'fast');
    expect(stored).toHaveLength(replies.length - refused.length);
    expect(await comets[1].metric('goim_upstream_refused_total', 'error="rate-limited"')).toBe(refused.length);
  });

  it('is relayed to the members of its room at every comet, in its order', async () => {
    const room = 'live://chat';
    const [sender, tcp, websocket] = await Promise.all([
      cluster.client(comets[0], 'tcp', { mid: 7, room_id: room }),
      cluster.client(comets[1], 'tcp', { room_id: room }),
      cluster.client(comets[1], 'websocket', { room_id: room }),
    ]);
    const sent = Array.from({ length: 50 }, (_, n) => `message ${n}`);
    const replies = await Promise.all(
      sent.map((text) => say(sender, Operation.SendMessage, `{"room":"${room}"}\n${text}`)),
    );
    expect(new Set(replies)).toEqual(new Set(['']));
    for (const member of [sender, tcp, websocket]) {
      await member.until((pushes) => pushes.length === sent.length, DELIVERY_TIMEOUT_MS);
      const relayed = member.pushes.map(({ op, body }) => {
        const [line = '', text] = body.split('\n');
        return { op, ...(JSON.parse(line) as object), text };
      });
      expect(relayed).toEqual(sent.map((text) => ({ op: 4, room, mid: 7, time: expect.any(Number), text })));
    }
  });

  it('is relayed to a room that its sender joined beside its one', async () => {
    const client = await cluster.client(comets[0], 'tcp', { key: 'beside', room_id: 'live://one' });
    await client.request(Operation.JoinRoom, 'live://beside');
    expect(await say(client, Operation.SendMessage, '{"room":"live://beside"}\nhello')).toBe('');
    await client.until((pushes) => pushes.length === 1, DELIVERY_TIMEOUT_MS);
    const [stored] = (await storedIn(cluster)).filter(({ key }) => key === 'beside');
    expect(stored).toMatchObject({ roomID: 'live://one', joined: ['live://beside'] });
  });

  it('is relayed once where the client repeats it with its id', async () => {
    const client = await cluster.client(comets[0], 'tcp', { key: 'again', room_id: 'live://again' });
    const body = '{"room":"live://again","id":"1"}\nonce';
    for (let n = 0; n < 3; n++) expect(await say(client, Operation.SendMessage, body)).toBe('');
    expect(await say(client, Operation.SendMessage, '{"room":"live://again"}\nlast')).toBe('');
    await client.until((pushes) => pushes.some(({ body: pushed }) => pushed.endsWith('\nlast')), DELIVERY_TIMEOUT_MS);
    expect(bodies(client).map((pushed) => pushed.split('\n')[1])).toEqual(['once', 'last']);
    expect((await storedIn(cluster)).filter(({ key }) => key === 'again')).toHaveLength(2);
  });

  it('is not relayed to a room that the client is not in', async () => {
    const before = await logic.metric('goim_push_tasks_total');
    const client = await cluster.client(comets[0], 'tcp', { key: 'stranger', room_id: 'live://mine' });
    expect(JSON.parse(await say(client, Operation.SendMessage, '{"room":"live://theirs"}\nhello'))).toEqual({
      error: 'not-in-room',
      reason: 'the session is not in live://theirs',
    });
    expect((await storedIn(cluster)).filter(({ key }) => key === 'stranger')).toEqual([]);
    expect(await logic.metric('goim_push_tasks_total')).toBe(before);
  });
});

describe('while something is away, what clients send', () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let client: GoimClient;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet'], { ...UNLIMITED, LOGIC__UPSTREAM__TIMEOUT: `${TIMEOUT_MS}ms` });
    logic = cluster.apps[0]!;
    client = await cluster.client(cluster.apps[1]!, 'tcp', { key: 'k' });
  });

  afterAll(() => cluster.stop());

  it('is refused within the timeout while NATS hangs, all of it together, and taken afterwards', async () => {
    await cluster.broker.freeze();
    const from = performance.now();
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => say(client, OP, String(n))));
    expect(new Set(replies)).toEqual(new Set(['{"error":"unavailable"}']));
    // One after the other, they would have taken ten times the timeout.
    expect(performance.now() - from).toBeLessThan(7 * TIMEOUT_MS);
    cluster.broker.thaw();
    await eventually('it is taken', DELIVERY_TIMEOUT_MS, async () => expect(await say(client, OP, 'back')).toBe(''));
    expect((await storedIn(cluster)).at(-1)!.body).toBe('back');
  });

  it('is refused while NATS is away, and kept over its crash', async () => {
    expect(await say(client, OP, 'before')).toBe('');
    await cluster.broker.kill();
    expect(await say(client, OP, 'during')).toBe('{"error":"unavailable"}');
    await cluster.broker.restart();
    await eventually('it is taken', DELIVERY_TIMEOUT_MS, async () => expect(await say(client, OP, 'after')).toBe(''));
    const stored = (await storedIn(cluster)).map(({ body }) => body);
    expect([stored.includes('before'), stored.at(-1), stored.includes('during')]).toEqual([true, 'after', false]);
  });

  it('is stored where it was acknowledged, when logic is killed in the middle', async () => {
    const acknowledged: string[] = [];
    let sent = 0;
    const sending = (async () => {
      for (; ; sent++) {
        const answer = await say(client, OP, `steady ${sent}`);
        if (answer === '') acknowledged.push(`steady ${sent}`);
        else return answer;
      }
    })();
    await eventually('a good many are acknowledged', DELIVERY_TIMEOUT_MS, () => acknowledged.length >= 50);
    await logic.kill();
    expect(await sending).toBe('{"error":"unavailable"}');
    logic = await cluster.add('logic');
    expect(await say(client, OP, 'steady again')).toBe('');
    expect(await logic.metric('goim_upstream_messages_total', 'outcome="stored"')).toBe(1);
    const stored = (await storedIn(cluster)).map(({ body }) => body).filter((body) => body.startsWith('steady'));
    expect(stored.filter((body) => body !== `steady ${sent}`)).toEqual([...acknowledged, 'steady again']);
  });

  it('is refused while the stream is gone', async () => {
    const bus = await cluster.broker.connect();
    const { streams } = await jetstream(bus.connection).jetstreamManager();
    await eventually(
      'another takes a subject of the stream before that is created anew',
      DELIVERY_TIMEOUT_MS,
      async () => {
        await streams.delete(UPSTREAM_STREAM);
        await streams.add({ name: 'SQUATTER', subjects: [subjects.upstream(OP + 1)] });
      },
    );
    expect(await say(client, OP, 'x')).toBe('{"error":"unavailable"}');
    expect(await logic.metric('goim_upstream_messages_total', 'outcome="unavailable"')).toBe(1);
  });
});
