import { beforeEach, describe, expect, it } from '@jest/globals';
import { NobodyListens } from '#bus';
import type { CometId, HttpReadReply, HttpReadRequest } from '#contracts';
import { ConnectionAccess, FORWARDED_WAIT_MS } from './connection-access.js';
import type { HttpConnections } from './http-connections.js';

const SECRET = 'x'.repeat(32);
const ELSEWHERE = `${Buffer.from('comet-2').toString('base64url')}.${SECRET}`;
const NOTHING = {
  cursor: 7,
  packets: new Uint8Array(0),
  reason: '',
  message: '',
  superseded: false,
  reader: 3,
} satisfies HttpReadReply;

/** What the comet that holds the connection was asked. */
let asked: HttpReadRequest[];
/** How it answers, one after another, after so many milliseconds or as long as it was to wait; nothing comes where they are used up. */
let answers: { reply: Partial<HttpReadReply> | Error; after?: number }[];
let access: ConnectionAccess;

beforeEach(() => {
  let now = 0;
  asked = [];
  const call = async (_contract: unknown, request: unknown): Promise<never> => {
    const { wait } = request as HttpReadRequest;
    asked.push(request as HttpReadRequest);
    const { reply, after = wait } = answers.shift() ?? { reply: {} };
    now += after;
    if (reply instanceof Error) throw reply;
    return { ...NOTHING, ...reply } as never;
  };
  const rpc = { reading: { call }, sending: { call } };
  const options = { current: { maxWait: 60_000, keepAlive: 15_000 } };
  access = new ConnectionAccess({} as HttpConnections, 'comet-1' as CometId, rpc, options, () => now);
});

function read(wait: number, reader = 0): Promise<HttpReadReply> {
  return access.read({ connection: ELSEWHERE, after: 7, wait, replay: false, reader });
}

describe('a connection by HTTP that another comet holds', () => {
  it('is read in parts, as one reader, for as long as the client waits', async () => {
    answers = [];
    await expect(read(2.5 * FORWARDED_WAIT_MS)).resolves.toEqual(NOTHING);
    expect(asked.map(({ wait, reader, after }) => [wait, reader, after])).toEqual([
      [FORWARDED_WAIT_MS, 0, 7],
      [FORWARDED_WAIT_MS, 3, 7],
      [FORWARDED_WAIT_MS / 2, 3, 7],
    ]);
    expect(access.forwarded).toBe(1);
  });

  it('is known to be gone by the next part: who was killed answers nobody', async () => {
    answers = [{ reply: {} }, { reply: new NobodyListens('goim.comet.comet-2') }];
    await expect(read(3 * FORWARDED_WAIT_MS)).rejects.toMatchObject({ code: 'not-found' });
    expect(asked).toHaveLength(2);
  });

  it('is read no further once there is something, or its client must be heard of', async () => {
    for (const reply of [{ packets: Buffer.of(1) }, { superseded: true }, { reason: 'replaced' }]) {
      answers = [{ reply: {} }, { reply }];
      await expect(read(3 * FORWARDED_WAIT_MS)).resolves.toMatchObject(reply);
    }
    answers = [{ reply: {}, after: FORWARDED_WAIT_MS / 2 }];
    await expect(read(3 * FORWARDED_WAIT_MS)).resolves.toEqual(NOTHING);
    expect(asked).toHaveLength(7);
  });

  it('is asked once by a request that does not wait', async () => {
    answers = [];
    await read(0, 2);
    expect(asked).toMatchObject([{ wait: 0, reader: 2 }]);
  });
});
