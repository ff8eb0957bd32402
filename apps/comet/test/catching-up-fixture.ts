import { roomTarget, type CatchUpReply, type RoomKey } from '#contracts';
import { encodeFrame, readDeliveries, readPacketHeader, TARGETED_HELLO_SEQ } from '#protocol';
import { settled, type FakeClient } from './fake-client.js';
import { packet } from './fake-outlet.js';
import { SessionFixture } from './session-fixture.js';

export const EPOCH = 7;
export const ROOM = 'live://1' as RoomKey;
export const OTHER_ROOM = 'live://2' as RoomKey;
export const TARGET = roomTarget(ROOM);
export const NEWS_SPACING_MS = 200;
export const POSITIONS_SPACING_MS = 20;

/** A comet whose clients speak version 2, and a queue in which each target is at id 5. */
export class CatchingUpFixture extends SessionFixture {
  /** The client that connected last: what is sent and received is its own. */
  current!: FakeClient;

  constructor() {
    super();
    this.logic.answerWith('positions', ({ targets }) => ({ epoch: EPOCH, ids: (targets as string[]).map(() => 5) }));
  }

  /** Connects a client that is in the room, unless logic grants it something else. */
  async connect(
    granted: Parameters<typeof this.logic.grant>[0] = { roomID: ROOM },
    { version = 2, seq = TARGETED_HELLO_SEQ } = {},
  ): Promise<void> {
    this.logic.grant(granted);
    this.current = this.client();
    this.current.sendBytes(encodeFrame(7, seq, Buffer.from('{}'), version));
    await settled();
    this.clock.advance(POSITIONS_SPACING_MS);
    await settled();
  }

  send(op: number, body: object | string | Buffer): void {
    const isReady = typeof body === 'string' || Buffer.isBuffer(body);
    this.current.sendBytes(encodeFrame(op, 9, Buffer.from(isReady ? body : JSON.stringify(body)), 2));
  }

  pushRoom(id: number, prev: number, room = ROOM): void {
    this.hub.pushRoom(room, packet(`m${id}`), { epoch: EPOCH, ids: [id], prev, transient: [] });
    this.clock.advance(10);
  }

  /** What a client got since the last look: replies as [operation, JSON], pushes as [id, prev, target, body]. */
  received(client = this.current): unknown[] {
    return client.wire.writes.splice(0).flatMap((bytes) => {
      const seen: unknown[] = [];
      for (let at = 0; at < bytes.length;) {
        const { packetBytes, headerBytes, op } = readPacketHeader(bytes, at);
        const whole = bytes.subarray(at, at + packetBytes);
        const text = whole.subarray(headerBytes).toString();
        if (headerBytes === 16) seen.push([op, text === '' ? '' : (JSON.parse(text) as unknown)]);
        else
          seen.push(
            ...readDeliveries(whole).map(({ id, prev, target, body }) => [
              Number(id),
              Number(prev),
              target,
              body.toString(),
            ]),
          );
        at += packetBytes;
      }
      return seen;
    });
  }
}

/** What logic answers to a request to catch up. */
export function found(verdict: string, ids: number[], upTo: number, gaps: CatchUpReply['gaps'] = []): object {
  const messages = ids.map((id, n) => ({ id, prev: ids[n - 1] ?? 0, operation: 1000, body: Buffer.from(`m${id}`) }));
  return { verdict, epoch: EPOCH, upTo, gaps, messages, last: ids.at(-1) ?? 0, reusableFor: 0 };
}
