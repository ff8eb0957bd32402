import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Operation } from '#protocol';
import { Cluster, eventually, type AppProcess, type GoimClient, type Pusher } from '#test-support';

const TRANSPORTS = ['tcp', 'websocket'] as const;
const OP = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
const MAX_ROOMS = 4;
const SETTINGS = { COMET__CONNECTION__MAX_ROOMS: String(MAX_ROOMS), COMET__SESSION__ONLINE_INTERVAL: '200ms' };

let cluster: Cluster;
let logic: AppProcess;
let comets: AppProcess[];
let pusher: Pusher;

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'comet', 'job'], SETTINGS);
  logic = cluster.apps[0]!;
  comets = cluster.apps.slice(1, 3);
  pusher = cluster.pusher(logic);
});

afterAll(() => cluster.stop());

/**
 * Pushes the room's name to each of the rooms, and tells which of them the client got. A witness at its comet, who is in
 * all of them, says when all have been there: pushes to different rooms have no order among each other.
 */
async function heardBy(client: GoimClient, comet: AppProcess, rooms: readonly string[]): Promise<string[]> {
  const witness = await cluster.client(comet, 'tcp', { rooms: [...rooms] });
  const before = client.pushes.length;
  for (const room of rooms) await pusher.room(OP, room, room);
  await witness.until((pushes) => pushes.length === rooms.length, DELIVERY_TIMEOUT_MS);
  // What was written to it before this answer is here.
  await client.heartbeat();
  witness.close();
  return client.pushes
    .slice(before)
    .map(({ body }) => body)
    .sort();
}

async function online(...rooms: string[]): Promise<Record<string, number>> {
  const query = rooms.map((room) => `rooms=${encodeURIComponent(room.split('://')[1]!)}`).join('&');
  const type = rooms[0]!.split('://')[0]!;
  const response = await fetch(`${logic.address('http')}/goim/online/room?type=${type}&${query}`);
  return ((await response.json()) as { data: Record<string, number> }).data;
}

async function onlineBecomes(room: string, count: number): Promise<void> {
  const id = room.split('://')[1]!;
  await eventually(`${count} are online in ${room}`, DELIVERY_TIMEOUT_MS, async () => {
    expect(await online(room)).toEqual({ [id]: count });
  });
}

describe.each(TRANSPORTS)('by %s, a client', (transport) => {
  const name = (room: string): string => `${transport}://${room}`;

  it('is in several rooms, and gets what is pushed to each of them', async () => {
    const clients = await Promise.all(
      comets.map((comet) => cluster.client(comet, transport, { room_id: name('one') })),
    );
    const rooms = [name('one'), name('three'), name('two')];
    for (const [index, client] of clients.entries()) {
      expect(await client.join(name('two'))).toBe(name('two'));
      expect(await client.join(name('three'))).toBe(name('three'));
      expect(await heardBy(client, comets[index]!, rooms)).toEqual(rooms);
    }
    await onlineBecomes(name('one'), 2);
    await onlineBecomes(name('three'), 2);
    await onlineBecomes(name('two'), 2);
    expect(await online(name('one'), name('two'), name('three'))).toEqual({ one: 2, two: 2, three: 2 });
    for (const client of clients) client.close();
    await onlineBecomes(name('three'), 0);
  });

  it('leaves a room and stays in the others', async () => {
    const client = await cluster.client(comets[0]!, transport, { room_id: name('stays') });
    await client.join(name('left'));
    await client.join(name('last'));
    expect(await client.leave(name('left'))).toBe(name('left'));
    expect(await client.leave(name('never in'))).toBe(name('never in'));
    const heard = await heardBy(client, comets[0]!, [name('left'), name('stays'), name('last')]);
    expect(heard).toEqual([name('last'), name('stays')]);
  });

  it('changes its one room by operation 12 and keeps those beside it', async () => {
    const client = await cluster.client(comets[0]!, transport, { room_id: name('from') });
    await client.join(name('beside'));
    expect((await client.request(Operation.ChangeRoom, name('to'))).body.toString()).toBe(name('to'));
    const heard = await heardBy(client, comets[0]!, [name('from'), name('to'), name('beside')]);
    expect(heard).toEqual([name('beside'), name('to')]);
  });

  it('makes a room beside the one the one: its count is what a heartbeat is answered with', async () => {
    const others = await Promise.all(
      comets.map((comet) => cluster.client(comet, transport, { room_id: name('crowd') })),
    );
    const client = await cluster.client(comets[0]!, transport, { room_id: name('alone') });
    await client.join(name('crowd'));
    expect(await client.heartbeat()).toBe(1);
    await client.request(Operation.ChangeRoom, name('crowd'));
    await eventually('the room counts three', DELIVERY_TIMEOUT_MS, async () =>
      expect(await client.heartbeat()).toBe(3),
    );
    await onlineBecomes(name('alone'), 0);
    expect(await heardBy(client, comets[0]!, [name('alone'), name('crowd')])).toEqual([name('crowd')]);
    for (const other of others) other.close();
  });

  it('names rooms in its token, and is in them from the start', async () => {
    const client = await cluster.connect(comets[1]!, transport);
    const token = { room_id: name('token one'), rooms: [name('token two'), name('token two'), name('token three')] };
    await client.auth(token);
    expect((await online(name('token two')))['token two']).toBe(1);
    const rooms = [name('token one'), name('token three'), name('token two')];
    expect(await heardBy(client, comets[1]!, rooms)).toEqual(rooms);
  });

  it('is in as many rooms as it may, and is told that one more is too many', async () => {
    const client = await cluster.client(comets[0]!, transport, {});
    for (let n = 0; n < MAX_ROOMS; n++) await client.join(name(`full ${n}`));
    expect(JSON.parse(await client.join(name('more')))).toEqual({ error: 'too-many-rooms' });
    await client.leave(name('full 0'));
    expect(await client.join(name('more'))).toBe(name('more'));
    expect(await comets[0]!.metric('goim_frames_ignored_total', 'why="too-many-rooms"')).toBeGreaterThan(0);
  });

  // goim's fault 10: there a refused join leaves its connection and its session behind.
  it('that names more rooms in its token than it may is refused, and leaves no session', async () => {
    const rooms = Array.from({ length: MAX_ROOMS + 1 }, (_, n) => name(`refused ${n}`));
    const client = await cluster.connect(comets[0]!, transport);
    const auth = client.auth({ key: `refused-${transport}`, rooms });
    await expect(auth).rejects.toThrow('auth-refused');
    expect(await client.ended).toMatchObject({
      code: 4503,
      reason: 'auth-refused',
      message: `rooms: at most ${MAX_ROOMS} beside the one`,
    });
    await onlineBecomes(rooms[0]!, 0);
  });

  // goim's fault 9: there the sole member that changes to its own room is in none, and one who is not in it empties it.
  it('stays in its room, and is counted once, when it changes to the room that it is in', async () => {
    const client = await cluster.client(comets[0]!, transport, { room_id: name('same') });
    const other = await cluster.client(comets[0]!, transport, { room_id: name('other') });
    for (let n = 0; n < 3; n++) await client.request(Operation.ChangeRoom, name('same'));
    await client.join(name('same'));
    await other.leave(name('same'));
    await other.request(Operation.ChangeRoom, '');
    await onlineBecomes(name('other'), 0);
    expect(await online(name('same'))).toEqual({ same: 1 });
    expect(await heardBy(client, comets[0]!, [name('same')])).toEqual([name('same')]);
  });
});
