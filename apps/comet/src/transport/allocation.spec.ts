import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { encodeFrame } from '#protocol';
import { SessionFixture } from '../../test/session-fixture.js';
import { Goodbyes } from './goodbyes.js';
import { TcpConnection } from './tcp/tcp.connection.js';

const OPERATION = 1000;
const ROOM = 'live://1' as RoomKey;
const PACKET = encodeFrame(OPERATION, 0, Buffer.alloc(16));
const MEMBERS = 200;
/** Enough for what the compiler allocates while it learns the code to be over. */
const WARM_UP_PUSHES = 400;
const PUSHES = 100;
const ROUNDS = 5;
const INTERVAL_MS = 5;
/** The smallest object that V8 makes has 12 bytes, so one for each recipient would show. */
const LEAST_OBJECT_BYTES = 12;

let comet: SessionFixture;
let server: Server;
let clients: Socket[];

beforeEach(async () => {
  comet = new SessionFixture();
  // All are of one member.
  comet.limits.current.maxPerMember = 0;
  clients = [];
  server = createServer((socket) =>
    TcpConnection.attach(socket, comet.sessions, new Goodbyes({ free: MEMBERS }, () => 0)),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  server.close();
  await once(server, 'close');
});

/** Real connections, whose clients never read: the kernel has room for all that is written here. */
async function connect(count: number): Promise<void> {
  const { port } = server.address() as AddressInfo;
  for (let n = 0; n < count; n++) {
    comet.logic.grant({ key: `key ${n}`, roomID: ROOM, accepts: [OPERATION] });
    const client = createConnection(port, '127.0.0.1');
    clients.push(client);
    // So many at once would be kept waiting.
    comet.clock.advance(INTERVAL_MS);
    client.write(encodeFrame(7, 1, Buffer.from('{}')));
    await once(client, 'data');
    client.pause();
  }
}

/** Bytes of heap that each of the recipients of a push costs, where nothing waits for them. */
function bytesPerRecipient(push: () => void): number {
  const pushAll = (count: number): void => {
    for (let n = 0; n < count; n++) {
      push();
      comet.clock.advance(INTERVAL_MS);
    }
  };
  pushAll(WARM_UP_PUSHES);
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.memoryUsage().heapUsed;
    pushAll(PUSHES);
    found.push((process.memoryUsage().heapUsed - before) / (PUSHES * MEMBERS));
  }
  // A garbage collection on the way makes a round negative, or lets it look at what others left.
  return found.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

describe('a push to many connections', () => {
  it.each<[name: string, push: () => void]>([
    ['of a room', () => comet.hub.pushRoom(ROOM, PACKET)],
    ['that accept the operation', () => comet.hub.pushAll(OPERATION, PACKET, 0)],
  ])('%s allocates nothing for each of them', async (_, push) => {
    await connect(MEMBERS);
    expect(comet.hub.room(ROOM)?.localOnline).toBe(MEMBERS);
    const written = comet.hub.counts.writes;
    const bytes = bytesPerRecipient(push);
    expect(comet.hub.counts.writes - written).toBe((WARM_UP_PUSHES + ROUNDS * PUSHES) * MEMBERS);
    // What a push costs once, such as its buffer, is shared by all of them.
    expect(bytes).toBeLessThan(LEAST_OBJECT_BYTES);
    expect(clients.every((client) => !client.destroyed)).toBe(true);
  });
});
