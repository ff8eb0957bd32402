import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NodeDirectory, openNodeBucket, RpcClient, type Bus } from '#bus';
import { atComet, cometRpc, decodeNodeInfo, encodeToken, type CometId } from '#contracts';
import { Cluster, type AppProcess } from '#test-support';

const TRANSPORTS = ['tcp', 'websocket'] as const;
const CALL_TIMEOUT_MS = 30_000;
const OP = 1000;

describe('what logic asks of one comet', () => {
  let cluster: Cluster;
  let comet: AppProcess;
  let bus: Bus;
  let rpc: RpcClient;
  let node: CometId;

  beforeAll(async () => {
    cluster = await Cluster.start();
    comet = cluster.apps[1]!;
    // Answered as logic is: NATS may let comets publish to no other inboxes.
    bus = await cluster.broker.connect({ inboxPrefix: '_INBOX.logic' });
    rpc = new RpcClient(bus, CALL_TIMEOUT_MS);
    const directory = await NodeDirectory.open(bus);
    node = directory.ids()[0]!;
    directory.close();
  });

  afterAll(() => cluster.stop());

  it.each(TRANSPORTS)('closes a connection for a reason that the client is told: %s', async (transport) => {
    const key = `kick-${transport}`;
    const client = await cluster.client(comet, transport, { key });
    const request = { key, connection: 0, reason: 'kicked', message: 'Spam is not welcome' };
    expect(await rpc.call(atComet(node, cometRpc.close), request)).toMatchObject({ has: true });
    expect(await client.ended).toMatchObject({ code: 4504, reason: 'kicked', message: 'Spam is not welcome' });
    expect(await rpc.call(atComet(node, cometRpc.close), request)).toMatchObject({ has: false });
    expect(await comet.metric('goim_connections_closed_total', 'reason="kicked"')).toBeGreaterThan(0);
  });

  it.each(TRANSPORTS)('puts a connection into rooms, whose pushes then reach it: %s', async (transport) => {
    const key = `rooms-${transport}`;
    const client = await cluster.client(comet, transport, { key, room_id: 'live://1' });
    expect(
      await rpc.call(atComet(node, cometRpc.changeRooms), { key, join: ['live://2'], leave: ['live://1'] }),
    ).toMatchObject({ has: true, roomID: '', joined: ['live://2'] });
    const pusher = cluster.pusher(cluster.apps[0]!);
    await pusher.room(OP, 'live://1', 'not for it');
    await pusher.room(OP, 'live://2', 'for it');
    await client.until((pushes) => pushes.length > 0, CALL_TIMEOUT_MS);
    expect(client.pushes.map(({ body }) => body)).toEqual(['for it']);
  });

  it('answers what was wrong with a request', async () => {
    const request = { key: 'x', connection: 0, reason: 'bored', message: '' };
    await expect(rpc.call(atComet(node, cometRpc.close), request)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: 'reason: no disconnect is called "bored"',
    });
  });

  it('takes it out of the list of nodes for new clients, and back; those that are there stay', async () => {
    const client = await cluster.client(comet, 'tcp', {});
    const bucket = await openNodeBucket(bus);
    const isOffline = async () => decodeNodeInfo((await bucket.get(encodeToken(node)))!.value).offline;
    await rpc.call(atComet(node, cometRpc.offline), { offline: true });
    expect(await isOffline()).toBe(true);
    await client.heartbeat();
    await rpc.call(atComet(node, cometRpc.offline), { offline: false });
    expect(await isOffline()).toBe(false);
  });
});
