import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '#bus';
import { PushRoomMessage, subjects, UNNUMBERED, type CometId, type RoomKey } from '#contracts';
import { encodeFrame } from '#protocol';
import { Broker, eventually, EventStream, RegisteredNodes } from '#test-support';
import { boot } from '../../apps/logic/src/boot.js';
import { checkLogicConfig } from '../../apps/logic/src/config/check.js';
import { SessionNews } from '../../apps/logic/src/sessions/session-news.js';
import { SessionRegistry } from '../../apps/logic/src/sessions/session-registry.js';
import { MAX_STREAMS_OF_ONE } from '../../apps/logic/src/streams/event-streams.js';
import { RoomTail } from '../../apps/logic/src/streams/room-tail.js';
import { fakeSession } from '../../apps/logic/test/fake-sessions.js';
import { LiveApp, LOGIC_BASE } from './live-keys/live-app.js';

const WITHIN_MS = 30_000;
const ROOM = 'live://1' as RoomKey;
const PATH = `/v1/rooms/${encodeURIComponent(ROOM)}/tail`;

let broker: Broker;
let logic: LiveApp;
/** As a job has it. */
let job: Bus;

beforeAll(async () => {
  broker = await Broker.start({ permissions: true });
  logic = await startLogic();
  job = await broker.connect({ servers: [broker.urlOf('job')], inboxPrefix: '_INBOX.job' });
}, 60_000);

afterAll(async () => {
  await logic.stop();
  await broker.stop();
}, 60_000);

function startLogic(): Promise<LiveApp> {
  const asLogic = Object.create(broker, { url: { value: broker.urlOf('logic') } }) as Broker;
  return LiveApp.start((given) => boot(checkLogicConfig(given)), asLogic, LOGIC_BASE);
}

/** Sends messages to the room as a job does, joined in one. */
function send(first: number, ...bodies: (string | Buffer)[]): void {
  const body = Buffer.concat(bodies.map((one) => encodeFrame(1000, 0, Buffer.from(one))));
  const ids = bodies.map((_, n) => first + n);
  const proto = { ver: 1, op: 9, seq: 0, body };
  job.publish(
    subjects.room(ROOM),
    PushRoomMessage.encode({ roomID: ROOM, proto, ...UNNUMBERED.room, epoch: 7, ids }).finish(),
  );
}

function open(path = PATH): Promise<EventStream> {
  return EventStream.open(`${logic.address('http')}${path}`);
}

function dataOf(stream: EventStream, name: string): unknown[] {
  return stream.events.filter(({ event }) => event === name).map(({ data }) => JSON.parse(data) as unknown);
}

async function openStreams(count: number): Promise<void> {
  await eventually(`${count} streams are open`, WITHIN_MS, async () => {
    expect(await logic.metric('goim_event_streams')).toBe(count);
  });
}

describe('the tail of a room', () => {
  it('tells each message as it is sent, text and bytes, and ends with its client', async () => {
    const stream = await open();
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    send(1024, 'one', Buffer.from([0xff]));
    send(1026, 'three');
    await stream.until(({ events }) => events.length === 3);
    expect(dataOf(stream, 'message')).toEqual([
      { id: '1024', epoch: '7', time: expect.any(Number), operation: 1000, body: 'one', encoding: 'utf8' },
      { id: '1025', epoch: '7', time: expect.any(Number), operation: 1000, body: '/w==', encoding: 'base64' },
      { id: '1026', epoch: '7', time: expect.any(Number), operation: 1000, body: 'three', encoding: 'utf8' },
    ]);
    stream.close();
    await openStreams(0);
  });

  it('tells how many it left out, for one that does not read as for one that is near', async () => {
    const lazy = await fetch(`${logic.address('http')}${PATH}`);
    const stream = await open();
    // More than the kernel takes for a client.
    const SENT = 200;
    const TOGETHER = 10;
    const long = 'x'.repeat(128 * 1024);
    const told = (): number =>
      stream.events.filter(({ event }) => event === 'message').length +
      dataOf(stream, 'left-out').reduce<number>((sum, one) => sum + (one as { count: number }).count, 0);
    for (let n = 1; n <= SENT; n++) {
      send(1023 + n, long);
      // NATS cuts off a logic that does not take within 10 s all that waits for it, and on a busy machine that is soon too much.
      if (n % TOGETHER === 0) await stream.until(() => told() === n);
    }
    await eventually('something was left out', WITHIN_MS, async () => {
      expect(await logic.metric('goim_event_streams_left_out_total{event="message"}')).toBeGreaterThan(0);
    });
    let text = '';
    const decoder = new TextDecoder();
    const messages = (): number => text.split('event: message\n').length - 1;
    const leftOut = (): number =>
      [...text.matchAll(/"count":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    for await (const chunk of lazy.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true }).replaceAll(/x+/g, 'x');
      if (text.endsWith('\n\n') && messages() + leftOut() >= SENT) break;
    }
    expect([messages() + leftOut(), leftOut() > 0]).toEqual([SENT, true]);
    stream.close();
    await openStreams(0);
  });

  it('opens none for HEAD, and no more than one caller may have', async () => {
    const head = await fetch(`${logic.address('http')}${PATH}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET']);
    const streams = await Promise.all(Array.from({ length: MAX_STREAMS_OF_ONE }, () => open()));
    for (const path of [PATH, '/v1/stream']) {
      const refused = await fetch(`${logic.address('http')}${path}`);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
      expect(await refused.json()).toMatchObject({ code: 'rate-limited' });
    }
    expect(await logic.metric('goim_event_streams_refused_total{reason="too-many-of-caller"}')).toBe(2);
    for (const stream of streams) stream.close();
    await openStreams(0);
    (await open()).close();
  });

  it('is refused where logic may not hear rooms at NATS', async () => {
    const tail = new RoomTail(job);
    await expect(tail.follow(ROOM, {} as never)).rejects.toThrow(
      'the permissions at NATS do not let logic hear rooms (goim.room.*)',
    );
    expect(job.deafness).toBeUndefined();
  });

  it('ends when logic ends, and says that NATS was away', async () => {
    const stream = await open();
    await broker.halt();
    await eventually('no other is opened', WITHIN_MS, async () => {
      expect((await fetch(`${logic.address('http')}${PATH}`)).status).toBe(503);
    });
    await broker.restart();
    await stream.until((one) => dataOf(one, 'left-out').length === 1);
    expect(dataOf(stream, 'left-out')).toEqual([{ event: 'message', count: null }]);
    await logic.stop();
    await stream.ended;
    logic = await startLogic();
  });
});

describe('the stream of what changes', () => {
  const COMET = 'comet-1' as CometId;

  it('counts, and tells comets and sessions that come and go', async () => {
    const stream = await open('/v1/stream');
    const nodes = await RegisteredNodes.open(await broker.connect());
    await nodes.put({ id: COMET });
    // Before it is known: what is replaced until then is never told.
    await stream.until((one) => dataOf(one, 'node').length === 1);
    await nodes.put({ id: COMET, connections: 1 });
    await nodes.put({ id: COMET, offline: true });
    await stream.until((one) => dataOf(one, 'node').length === 2);
    const session = fakeSession('a', { comet: COMET, room: ROOM });
    const registry = logic.get(SessionRegistry);
    await registry.put(session);
    await registry.renew(session);
    await stream.until((one) =>
      dataOf(one, 'counts').some((counts) => (counts as { sessions: number }).sessions === 1),
    );
    await registry.remove(session);
    await nodes.remove(COMET);
    await stream.until((one) => dataOf(one, 'session').length === 2 && dataOf(one, 'node').length === 3);
    expect(dataOf(stream, 'node')).toMatchObject([
      { change: 'joined', id: COMET, node: { offline: false } },
      { change: 'turned', id: COMET, node: { offline: true } },
      { change: 'left', id: COMET },
    ]);
    expect(dataOf(stream, 'session')).toMatchObject([
      { change: 'begun', session: { key: 'a', room: ROOM } },
      { change: 'ended', session: { key: 'a' } },
    ]);
    expect(dataOf(stream, 'counts')).toContainEqual({ time: expect.any(Number), sessions: 1, rooms: 1, nodes: 1 });
    stream.close();
  });

  it('tells 50 sessions a second and how many more there were, and only what was asked for', async () => {
    const [sessions, nodes] = [await open('/v1/stream?events=sessions'), await open('/v1/stream?events=nodes')];
    const news = logic.get(SessionNews);
    for (let n = 0; n < 60; n++) news.emit('changed', 'begun', fakeSession(`s${n}`));
    await sessions.until(({ events }) => events.some(({ event }) => event === 'left-out'));
    expect(dataOf(sessions, 'session')).toHaveLength(50);
    expect(dataOf(sessions, 'left-out')).toEqual([{ event: 'session', count: 10 }]);
    expect(nodes.events).toEqual([]);
    expect(sessions.events.some(({ event }) => event === 'counts')).toBe(false);
    for (const stream of [sessions, nodes]) stream.close();
    await openStreams(0);
  });
});
