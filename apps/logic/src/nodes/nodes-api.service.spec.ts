import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import type { CometId, NodeInfo } from '#contracts';
import { FakeComets } from '../../test/fake-comets.js';
import { NodesApiService } from './nodes-api.service.js';
import type { NodesService } from './nodes.service.js';

function node(id: string): NodeInfo {
  return {
    id: id as CometId,
    region: 'sh',
    zone: 'sh001',
    env: 'dev',
    hostname: id,
    addrs: [],
    weight: 10,
    offline: false,
    connections: 0,
    ips: 0,
    version: '0.1.0',
    startedAt: 0,
  };
}

const known = [node('b'), node('a')];
const directory = {
  all: () => known,
  get: (id: CometId) => (id === 'goim' ? { ...node(id), goim: true } : known.find((info) => info.id === id)),
};
const recommended = {
  domain: 'd',
  tcp_port: 1,
  ws_port: 2,
  wss_port: 3,
  heartbeat: 240,
  heartbeat_max: 2,
  nodes: ['a'],
  backoff: { max_delay: 300, base_delay: 3, factor: 1.8, jitter: 0.3 },
};

let comets: FakeComets;
let nodes: NodesApiService;

beforeEach(() => {
  comets = new FakeComets();
  const service = { recommend: () => recommended } as unknown as NodesService;
  nodes = new NodesApiService(directory as unknown as NodeDirectory, service, comets.client);
});

describe('NodesApiService', () => {
  it('lists the nodes by their ids', () => {
    const { nodes: listed } = nodes.list();
    expect(listed.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(listed[0]).toEqual({ ...node('a'), startedAt: '1970-01-01T00:00:00.000Z' });
  });

  it('says where to connect, in names of JSON', () => {
    expect(nodes.weighted('web', '10.0.0.1')).toEqual({
      domain: 'd',
      tcpPort: 1,
      wsPort: 2,
      wssPort: 3,
      heartbeat: 240,
      heartbeatMax: 2,
      nodes: ['a'],
      backoff: { maxDelay: 300, baseDelay: 3, factor: 1.8, jitter: 0.3 },
    });
  });

  it('takes a node offline, and back', async () => {
    for (const offline of [true, false]) expect(await nodes.setOffline('a', { offline })).toEqual({ offline });
    expect(comets.asked).toEqual(
      [true, false].map((offline) => ({ subject: 'goim.comet.a.offline', request: { offline } })),
    );
  });

  it('finds no node that is not there, and asks none', async () => {
    await expect(nodes.setOffline('x', { offline: true })).rejects.toMatchObject({ code: 'not-found' });
    expect(comets.asked).toEqual([]);
  });

  it("does not ask a comet of goim's own, which could not answer", async () => {
    await expect(nodes.setOffline('goim', { offline: true })).rejects.toMatchObject({ code: 'conflict' });
    expect(comets.asked).toEqual([]);
  });
});
