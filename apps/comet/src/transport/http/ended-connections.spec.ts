import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { packet } from '../../../test/fake-outlet.js';
import { SessionFixture } from '../../../test/session-fixture.js';
import { HttpConnections, type Opened } from './http-connections.js';

const OP = 1000;
const MIB = 1024 * 1024;

let comet: SessionFixture;
let connections: HttpConnections;

beforeEach(() => {
  comet = new SessionFixture();
  comet.pushLimits.current.maxPending = Infinity;
  connections = new HttpConnections('comet-1' as CometId, comet.sessions, comet.counts, {
    current: { maxConnections: 3, replay: 0 },
  });
});

async function open(key: string): Promise<string> {
  comet.logic.grant({ key, accepts: [OP] });
  const gone = new AbortController().signal;
  const newcomer = { token: Buffer.from('{}'), version: 1, remoteAddress: '10.0.0.9', headers: {}, gone };
  return ((await connections.open(newcomer)) as Opened).id;
}

/** Ends a connection by what its client sends, after a message was pushed to it. */
async function end(id: string, key: string, bytes: number): Promise<void> {
  comet.hub.pushKeys([key], OP, packet('x'.repeat(bytes)));
  await connections.send({ connection: id, packets: Buffer.from('rubbish') });
}

/** How each connection is read: `not-found` where nothing is kept of it. */
async function readAll(ids: readonly string[]): Promise<string[]> {
  return Promise.all(
    ids.map((connection) =>
      connections.read({ connection, after: 0, wait: 0, replay: false, reader: 0 }).then(
        ({ packets, reason }) => reason || (packets.length > 0 ? 'message' : ''),
        ({ code }: { code: string }) => code,
      ),
    ),
  );
}

describe('connections by HTTP that ended', () => {
  it('take no place of a client that comes, and are forgotten, the oldest first, where they are more than there may be', async () => {
    const ids: string[] = [];
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      ids.push(await open(key));
      await end(ids.at(-1)!, key, 1);
    }
    expect(await readAll(ids)).toEqual(['not-found', 'not-found', 'message', 'message', 'message']);
  });

  // Their places are free: clients that end one after another would have as much kept as they like.
  it('have no more kept over all of them than there is room for, the newest of it', async () => {
    const ids: string[] = [];
    for (const key of ['a', 'b', 'c']) {
      ids.push(await open(key));
      await end(ids.at(-1)!, key, 12 * MIB);
    }
    expect(await readAll(ids)).toEqual(['not-found', 'message', 'message']);
    expect(await readAll([await open('d')])).toEqual(['']);
  });
});
