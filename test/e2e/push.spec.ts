import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, type AppProcess, type GoimClient, type Push, type Pusher } from '#test-support';
import { findPromtool } from '../monitoring/promtool.mjs';

const TRANSPORTS = ['tcp', 'websocket'] as const;
const CLIENTS_PER_TRANSPORT = 200;
const ROOMS = 10;
const ROOM_PUSHES = 1_000;
const KEY_PUSHES = 200;
const MID_PUSHES = 200;
const BROADCASTS = 50;
const DELIVERY_TIMEOUT_MS = 30_000;
/** Debian's package is fetched once. */
const PROMTOOL_WITHIN_MS = 300_000;

const OP_ROOM = 1000;
const OP_KEY = 1001;
const OP_MID = 1002;
const OP_ALL = 1003;

interface Member {
  readonly client: GoimClient;
  readonly key: string;
  readonly mid: number;
  readonly room: string;
}

describe('pushes to 200 TCP and 200 WebSocket clients in 10 rooms', () => {
  let cluster: Cluster;
  let pusher: Pusher;
  let members: Member[];

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'comet', 'job'], { COMET__SESSION__ONLINE_INTERVAL: '500ms' });
    const [logic, firstComet, secondComet] = cluster.apps as [AppProcess, AppProcess, AppProcess];
    pusher = cluster.pusher(logic);
    members = await Promise.all(
      TRANSPORTS.flatMap((transport) =>
        Array.from({ length: CLIENTS_PER_TRANSPORT }, async (_, index) => {
          const token = { key: `${transport}-${index}`, mid: index + 1, room: `live://${index % ROOMS}` };
          // Half of each room's members are at either comet.
          const comet = Math.floor(index / ROOMS) % 2 === 0 ? firstComet : secondComet;
          const client = await cluster.client(comet, transport, {
            mid: token.mid,
            key: token.key,
            room_id: token.room,
            accepts: [OP_KEY, OP_MID, OP_ALL],
          });
          return { ...token, client };
        }),
      ),
    );
  });

  afterAll(() => cluster.stop());

  it('brings each member of a room all of its pushes once and in order, and keys, members and broadcasts all of theirs', async () => {
    const accepted = await Promise.all([
      ...Array.from({ length: ROOMS }, (_, room) =>
        pushInOrder(ROOM_PUSHES / ROOMS, (n) => pusher.room(OP_ROOM, `live://${room}`, `room ${room} ${n}`)),
      ),
      pushInOrder(KEY_PUSHES, (n) => pusher.keys(OP_KEY, [keyOf('tcp', n), keyOf('websocket', n)], `key ${n}`)),
      pushInOrder(MID_PUSHES, (n) => pusher.mids(OP_MID, [n + 1], `mid ${n}`)),
      pushInOrder(BROADCASTS, (n) => pusher.all(OP_ALL, `all ${n}`)),
    ]);
    expect(accepted.flat().filter(({ status, code }) => status !== 200 || code !== 0)).toEqual([]);

    await Promise.all(
      members.map(({ client, room, mid }) => {
        const { length } = expectedOf(room, mid);
        return client.until((pushes) => pushes.length >= length, DELIVERY_TIMEOUT_MS);
      }),
    );
    // What would come too much would come behind these: everything before it is through.
    await pushInOrder(1, () => pusher.all(OP_ALL, 'last'));
    await Promise.all(members.map(({ client }) => client.until(hasLast, DELIVERY_TIMEOUT_MS)));

    for (const { client, room, mid, key } of members) {
      const got = client.pushes.filter(({ body }) => body !== 'last');
      expect({ key, room: bodiesOf(got, OP_ROOM) }).toEqual({ key, room: expectedRoom(room) });
      expect({ key, pushes: got.map(({ body }) => body).toSorted() }).toEqual({
        key,
        pushes: expectedOf(room, mid).toSorted(),
      });
    }
  });

  it('counts the room over all comets in the answer to a heartbeat', async () => {
    const { client } = members[0]!;
    await eventually('the room is counted over both comets', DELIVERY_TIMEOUT_MS, async () => {
      expect(await client.heartbeat()).toBe((2 * CLIENTS_PER_TRANSPORT) / ROOMS);
    });
  });

  it(
    'is measured by the names, types and units that Prometheus asks for, where promtool can be had',
    async () => {
      const promtool = await findPromtool({ cacheDir: '.cache', given: process.env['GOIM_PROMTOOL'] });
      for (const app of cluster.apps) {
        // promtool leaves out what has no value yet.
        const metrics = (await app.metrics()).replaceAll(/^# TYPE (\w+) (?:counter|gauge)\n(?!\1)/gm, '$&$1 0\n');
        expect(await promtool(['check', 'metrics'], metrics)).toBe('');
      }
    },
    PROMTOOL_WITHIN_MS,
  );
});

async function pushInOrder<T>(count: number, push: (n: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let n = 0; n < count; n++) answers.push(await push(n));
  return answers;
}

function keyOf(transport: string, n: number): string {
  return `${transport}-${n % CLIENTS_PER_TRANSPORT}`;
}

function expectedRoom(room: string): string[] {
  const id = room.slice('live://'.length);
  return Array.from({ length: ROOM_PUSHES / ROOMS }, (_, n) => `room ${id} ${n}`);
}

/** Members are numbered from 1; the push of number n goes to the key and to the member of the client n. */
function expectedOf(room: string, mid: number): string[] {
  const all = Array.from({ length: BROADCASTS }, (_, n) => `all ${n}`);
  return [...expectedRoom(room), `key ${mid - 1}`, `mid ${mid - 1}`, ...all];
}

function bodiesOf(pushes: readonly Push[], op: number): string[] {
  return pushes.filter((push) => push.op === op).map(({ body }) => body);
}

function hasLast(pushes: readonly Push[]): boolean {
  return pushes.some(({ body }) => body === 'last');
}
