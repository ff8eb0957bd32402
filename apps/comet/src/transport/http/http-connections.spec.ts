import { beforeEach, describe, expect, it } from '@jest/globals';
import { cometRpc, Disconnects, roomTarget, type CometId, type HttpReadReply, type RoomKey } from '#contracts';
import { encodeFrame, readFrames } from '#protocol';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import { HANDSHAKE_TIMEOUT_MS, MAX_PENDING, SessionFixture } from '../../../test/session-fixture.js';
import { HttpConnections, type Opened } from './http-connections.js';
import { messagesOf, packetsFromJson } from './message-json.js';

const OP = 1000;
const IDLE_MS = 60_000;
const LONG_MS = 20_000;
const REPLAY = 1_000;

let comet: SessionFixture;
let connections: HttpConnections;

beforeEach(() => {
  comet = new SessionFixture();
  connections = new HttpConnections('comet-1' as CometId, comet.sessions, comet.counts, {
    current: { maxConnections: 3, replay: REPLAY },
  });
});

function ask(gone = new AbortController().signal, version = 1): ReturnType<HttpConnections['open']> {
  return connections.open({
    token: Buffer.from('{}'),
    version,
    remoteAddress: '::ffff:10.0.0.9',
    headers: { cookie: 'a=b', origin: 'https://app.example' },
    gone,
  });
}

async function open(granted: Parameters<typeof comet.logic.grant>[0] = {}): Promise<Opened> {
  comet.logic.grant({ key: 'a', accepts: [OP], heartbeat: IDLE_MS * 1_000_000, ...granted });
  return (await ask()) as Opened;
}

async function read(id: string, after = 0, wait = 0, replay = false): Promise<string> {
  return shown(await connections.read({ connection: id, after, wait, replay, reader: 0 }));
}

function shown({ cursor, packets, superseded, reason }: HttpReadReply): string {
  if (superseded) return 'superseded';
  if (reason) return reason;
  const bodies = packets.length > 0 ? readFrames(Buffer.from(packets), MAX_PENDING).map(({ body }) => body) : [];
  return `${cursor}:${bodies.map(String).join(',')}`;
}

function push(text: string): void {
  comet.hub.pushKeys(['a'], OP, packet(text));
}

describe('a client by HTTP', () => {
  it('is let in as any other, and told who it is', async () => {
    const opened = await open({ mid: 5, key: 'a', roomID: 'live://1' });
    expect(opened).toMatchObject({ key: 'a', mid: 5, longestSilence: IDLE_MS });
    expect(comet.logic.calls[0]!.request).toMatchObject({
      ip: '10.0.0.9',
      cookie: 'a=b',
      origin: 'https://app.example',
    });
    expect(comet.hub.room('live://1' as RoomKey)?.localOnline).toBe(1);
    // The answer to the auth is the answer to the request.
    expect(await read(opened.id)).toBe('0:');
  });

  it('is refused as any other', async () => {
    comet.logic.fail('connect', 'unauthenticated');
    expect(await ask()).toMatchObject(Disconnects.authRefused);
    comet.logic.fail('connect', 'unavailable');
    expect(await ask()).toMatchObject(Disconnects.unavailable);
    expect(comet.table.size).toBe(0);
  });

  it('that goes while it is let in leaves nothing', async () => {
    comet.logic.hold('connect');
    const gone = new AbortController();
    const asked = ask(gone.signal);
    gone.abort();
    expect(await asked).toMatchObject({ reason: 'client' });
    comet.logic.calls[0]!.answer();
    await settled();
    expect([comet.hub.connections, comet.table.size, comet.logic.callsOf('disconnect').length]).toEqual([0, 0, 1]);
  });

  it('is one of as many as there may be', async () => {
    for (const key of ['a', 'b', 'c']) await open({ key });
    await expect(open({ key: 'd' })).rejects.toMatchObject({ code: 'unavailable' });
    expect(comet.counts.ignored.byLabel).toEqual({ 'too-many-connections': 1 });
  });

  it('is told at once where too many come from its address', async () => {
    comet.limits.current.maxPerAddress = 1;
    await open({ key: 'a' });
    expect(await ask()).toMatchObject({ reason: 'too-many-connections', reconnect: true });
    expect(comet.logic.callsOf('connect')).toHaveLength(1);
  });

  it('loses nothing between two polls, and gets again what it did not acknowledge', async () => {
    const { id } = await open();
    push('1');
    push('2');
    expect(await read(id)).toBe('2:1,2');
    push('3');
    expect(await read(id, 0)).toBe('3:1,2,3');
    expect(await read(id, 3)).toBe('3:');
  });

  it('gets what comes while its poll waits at once, what came together in one answer', async () => {
    const { id } = await open();
    const waiting = read(id, 0, LONG_MS);
    await settled();
    push('1');
    push('2');
    expect(await waiting).toBe('2:1,2');
  });

  it('is read by the newest poll alone', async () => {
    const { id } = await open();
    const older = read(id, 0, LONG_MS);
    await settled();
    const newer = read(id, 0, LONG_MS);
    expect(await older).toBe('superseded');
    push('1');
    expect(await newer).toBe('1:1');
  });

  it('reads no more with a stream that was writing when a newer request began', async () => {
    const { id } = await open();
    push('1');
    const stream = { connection: id, wait: LONG_MS, replay: true };
    const { reader, cursor } = await connections.read({ ...stream, after: 0, reader: 0 });
    const newer = read(id, 0, LONG_MS, true);
    expect(await newer).toBe('1:1');
    const newest = read(id, 1, LONG_MS, true);
    await settled();
    expect(shown(await connections.read({ ...stream, after: cursor, reader }))).toBe('superseded');
    push('2');
    expect(await newest).toBe('2:2');
  });

  it('is told that a request has too many packets, and not to try that again', async () => {
    const { id } = await open();
    const packets = Buffer.concat(Array.from({ length: 1_001 }, () => encodeFrame(2, 1, Buffer.alloc(0))));
    await expect(connections.send({ connection: id, packets })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: '1001 packets: at most 1000 in one request',
    });
  });

  it('gets the answers to what it sends beside its pushes, in order', async () => {
    const { id } = await open({ roomID: '' });
    const packets = Buffer.concat([encodeFrame(12, 1, Buffer.from('live://1')), encodeFrame(14, 2, Buffer.from('7'))]);
    comet.rooms.holdBack('live://1');
    let isTaken = false;
    const sent = connections.send({ connection: id, packets }).then((reply) => {
      isTaken = true;
      return reply;
    });
    await settled();
    // Not taken before the room is there: so nothing piles up here.
    expect(isTaken).toBe(false);
    comet.rooms.letThrough('live://1');
    expect(await sent).toEqual({ reason: '', message: '' });
    comet.hub.pushRoom('live://1' as RoomKey, packet('to the room'));
    expect(await read(id)).toBe('3:live://1,7,to the room');
  });

  it('is closed where what it sends is no frame', async () => {
    const { id } = await open();
    expect(await connections.send({ connection: id, packets: Buffer.from('rubbish') })).toMatchObject({
      reason: 'malformed',
    });
    expect(await read(id)).toBe('malformed');
    expect(await connections.send({ connection: id, packets: encodeFrame(2, 1, Buffer.alloc(0)) })).toMatchObject({
      reason: 'malformed',
    });
  });

  it('gets what it was sent before its end, and then the reason', async () => {
    const { id } = await open();
    push('last words');
    await comet.authenticated({ key: 'a' });
    expect(await read(id)).toBe('1:last words');
    expect(await read(id, 1)).toBe('replaced');
  });

  it('is told of its end at once where its poll waits', async () => {
    const { id } = await open();
    const waiting = read(id, 0, LONG_MS);
    await settled();
    await comet.authenticated({ key: 'a' });
    expect(await waiting).toBe('replaced');
  });

  it('is closed as slow where it does not fetch what is for it', async () => {
    const { id } = await open();
    push('x'.repeat(400));
    await read(id);
    push('one too many');
    // Whatever it has: there is nothing to go back to.
    for (const after of [0, 1, 7]) expect(await read(id, after)).toBe('slow');
    expect(comet.counts.closed.byLabel).toEqual({ slow: 1 });
  });

  it('is idle where it does not read, whatever it sends: nobody has what is kept for it', async () => {
    const { id } = await open();
    expect(await read(id)).toBe('0:');
    comet.pass(IDLE_MS - 1);
    expect(await read(id)).toBe('0:');
    comet.pass(IDLE_MS - 1);
    const heartbeat = encodeFrame(2, 1, Buffer.alloc(0));
    expect(await connections.send({ connection: id, packets: heartbeat })).toMatchObject({ reason: '' });
    await connections.send({ connection: id, packets: encodeFrame(14, 1, Buffer.from('7')) });
    comet.pass(1);
    expect(await read(id)).toBe('idle');
  });

  it('that never reads has no more kept for it than may wait, with what keeping it costs', async () => {
    comet.limits.current.controlBurst = 10_000;
    const { id } = await open();
    const heartbeats = Buffer.concat(Array.from({ length: 500 }, () => encodeFrame(2, 1, Buffer.alloc(0))));
    await connections.send({ connection: id, packets: heartbeats });
    const { reason } = await connections.send({ connection: id, packets: heartbeats });
    // 1,000 answers of 20 bytes are a fifth of what may wait, and 1,000 times what it costs to keep one are above it.
    expect(reason).toBe('slow');
  });

  it('is answered in time to poll again before it is idle', async () => {
    const { id } = await open({ heartbeat: 100 * 1_000_000 });
    expect(await read(id, 0, LONG_MS)).toBe('0:');
  }, 2_000);

  it('that never comes for its connection loses it as soon as in a handshake', async () => {
    const { id } = await open();
    comet.pass(HANDSHAKE_TIMEOUT_MS);
    expect(await read(id)).toBe('idle');
  });

  it('is renewed with logic by its polls', async () => {
    const { id } = await open({ heartbeat: 1_000 * IDLE_MS * 1_000_000 });
    await read(id);
    comet.clock.advance(600_000);
    await read(id);
    expect(comet.logic.callsOf('heartbeat')).toHaveLength(1);
  });

  it('that goes is gone', async () => {
    const { id } = await open();
    const waiting = read(id, 0, LONG_MS);
    await connections.end({ connection: id });
    expect(await waiting).toBe('client');
    expect([comet.hub.connections, comet.counts.closed.byLabel]).toEqual([0, { client: 1 }]);
    await expect(read(id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(connections.end({ connection: id })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a client by HTTP that streams', () => {
  it('gets again what its broken stream may have lost, as far as that is kept', async () => {
    const { id } = await open();
    const text = 'x'.repeat(50);
    for (let n = 1; n <= 10; n++) {
      push(`${n}${text}`);
      expect(await read(id, n - 1, 0, true)).toBe(`${n}:${n}${text}`);
    }
    expect(await read(id, 8, 0, true)).toBe(`10:9${text},10${text}`);
    await expect(read(id, 0, 0, true)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('gets all again from the beginning where it comes by way of another comet', async () => {
    const { id } = await open();
    push('one');
    await read(id, 0, 0, true);
    expect(await read(id, 1, 0, true)).toBe('1:');
    const { request } = cometRpc.httpRead;
    const sent = request.encode({ connection: id, after: 0, wait: 0, replay: true, reader: 0 }).finish();
    expect(shown(await connections.read(request.decode(sent)))).toBe('1:one');
  });

  it('is not slow for what is only kept for it', async () => {
    const { id } = await open();
    for (let n = 0; n < 20; n++) {
      push('x'.repeat(50));
      await read(id, n, 0, true);
    }
    await read(id, 20, 0, true);
    expect(comet.counts.closed.byLabel).toEqual({});
  });
});

describe('a client by HTTP of version 2', () => {
  const TARGET = roomTarget('live://1' as RoomKey);

  async function openAs(version: number): Promise<Opened> {
    const heartbeat = IDLE_MS * 1_000_000;
    comet.logic.grant({ key: 'a', roomID: 'live://1', accepts: [], heartbeat, mid: 5, expiresIn: 90_000 });
    comet.logic.answerWith('positions', ({ targets }) => ({ epoch: 7, ids: (targets as string[]).map(() => 5) }));
    return (await ask(undefined, version)) as Opened;
  }

  function resume(id: string, cursors: object): Promise<unknown> {
    const body = JSON.stringify({ cursors });
    return connections.send({
      connection: id,
      packets: packetsFromJson(Buffer.from(JSON.stringify({ op: 22, ver: 2, body }))),
    });
  }

  async function messages(id: string): Promise<unknown[]> {
    return messagesOf(
      (await connections.read({ connection: id, after: 0, wait: 0, replay: false, reader: 0 })).packets,
    );
  }

  it('is told where its targets are, its primary room, and when its token ends, as others are not', async () => {
    expect((await openAs(2)).welcome).toEqual({
      cursors: { all: '7:5', 'key:a': '7:5', 'mid:5': '7:5', [TARGET]: '7:5' },
      room: 'live://1',
      expiresIn: 90,
    });
    expect(comet.logic.callsOf('connect')[0]!.request).toMatchObject({ version: 2 });
    expect((await openAs(1)).welcome).toBeUndefined();
  });

  it('is quiet until it resumes; then it gets the verdict, what it missed, and what came meanwhile', async () => {
    const { id } = await openAs(2);
    comet.hub.pushRoom('live://1' as RoomKey, packet('live'), { epoch: 7, ids: [9], prev: 8, transient: [] });
    expect(await messages(id)).toEqual([]);
    const missed = { id: 8, prev: 0, operation: OP, body: Buffer.from('missed') };
    comet.logic.answerWith('catchUp', () => ({
      verdict: 'recovered',
      epoch: 7,
      upTo: 8,
      gaps: [],
      messages: [missed],
      last: 8,
    }));
    await resume(id, { [TARGET]: '7:6' });
    await settled();
    const targets = { [TARGET]: { verdict: 'recovered', cursor: '7:8' } };
    expect(await messages(id)).toEqual([
      { op: 23, ver: 2, seq: 0, body: JSON.stringify({ targets }) },
      { op: OP, ver: 2, seq: 0, id: '8', prev: '0', target: TARGET, body: 'missed' },
      { op: OP, ver: 2, seq: 0, id: '9', prev: '8', target: TARGET, body: 'live' },
    ]);
  });
});
