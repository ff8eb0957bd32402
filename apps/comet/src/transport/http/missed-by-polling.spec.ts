import { beforeEach, expect, it } from '@jest/globals';
import { roomTarget, type CometId, type RoomKey } from '#contracts';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import { MAX_PENDING, SessionFixture } from '../../../test/session-fixture.js';
import { HttpConnections, type Opened } from './http-connections.js';
import { messagesOf, packetsFromJson } from './message-json.js';

const ROOM = 'live://1' as RoomKey;
const TARGET = roomTarget(ROOM);
const EPOCH = 7;
const MISSED = 300;
const TEXT = 'x'.repeat(1_000);

let comet: SessionFixture;
let connections: HttpConnections;
let id: string;

beforeEach(async () => {
  comet = new SessionFixture();
  comet.pushLimits.current.maxPending = MAX_PENDING;
  connections = new HttpConnections('comet-1' as CometId, comet.sessions, comet.counts, {
    current: { maxConnections: 3, replay: 0 },
  });
  comet.logic.grant({ key: 'a', roomID: ROOM, accepts: [], mid: 5 });
  comet.logic.answerWith('positions', ({ targets }) => ({
    epoch: EPOCH,
    ids: (targets as string[]).map(() => MISSED),
  }));
  const gone = new AbortController().signal;
  const newcomer = { token: Buffer.from('{}'), version: 2, remoteAddress: '10.0.0.9', headers: {}, gone };
  ({ id } = (await connections.open(newcomer)) as Opened);
});

function missTooMuch(): void {
  const messages = Array.from({ length: MISSED }, (_, n) => ({
    id: n + 1,
    prev: n,
    operation: 1000,
    body: Buffer.from(TEXT),
  }));
  comet.logic.answerWith('catchUp', () => ({
    verdict: 'recovered',
    epoch: EPOCH,
    upTo: MISSED,
    gaps: [],
    messages,
    last: MISSED,
    reusableFor: 0,
  }));
}

async function resume(): Promise<void> {
  const body = JSON.stringify({ cursors: { [TARGET]: `${EPOCH}:0` } });
  const packets = packetsFromJson(Buffer.from(JSON.stringify({ op: 22, ver: 2, body })));
  await connections.send({ connection: id, packets });
  await settled();
}

function push(n: number): void {
  comet.hub.pushRoom(ROOM, packet(TEXT), { epoch: EPOCH, ids: [n], prev: n - 1, transient: [] });
  comet.clock.advance(10);
}

async function poll(after: number): Promise<{ cursor: number; reason: string; messages: Record<string, string>[] }> {
  const { cursor, packets, reason } = await connections.read({
    connection: id,
    after,
    wait: 0,
    replay: false,
    reader: 0,
  });
  return { cursor, reason, messages: messagesOf(packets) as unknown as Record<string, string>[] };
}

it('a client that polls, and has missed more than may wait for it, gets what it was promised beside what is pushed', async () => {
  missTooMuch();
  await resume();
  for (let n = MISSED + 1; n <= MISSED + 10; n++) push(n);
  const first = await poll(0);
  // They cost more from here on, since each may be asked for again.
  push(MISSED + 11);
  const second = await poll(first.cursor);
  expect([first.reason, second.reason, comet.counts.closed.byLabel]).toEqual(['', '', {}]);
  const [reply, ...pushed] = [...first.messages, ...second.messages];
  const { targets } = JSON.parse(reply!['body']!) as { targets: Record<string, { verdict: string; to: string }> };
  const { verdict, to } = targets[TARGET]!;
  expect([reply!['op'], verdict]).toEqual([23, 'gap']);
  const promised = Array.from({ length: MISSED + 11 - Number(to) }, (_, n) => String(Number(to) + 1 + n));
  expect(pushed.map((message) => message['id'])).toEqual(promised);
  // Half of what may wait, with what it costs to keep each.
  expect(MISSED - Number(to)).toBe(Math.floor(MAX_PENDING / 2 / (TEXT.length + 34 + TARGET.length + 128)));
});
