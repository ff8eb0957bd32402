import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import type { CometId, NodeInfo } from '#contracts';
import { nodeInfo } from '#test-support';
import { FakeComets, FakeRegions } from '../../test/fake-nodes.js';
import { LogicConfig } from '../config/logic.config.js';
import { NodesService } from './nodes.service.js';

const CLIENT = '10.0.0.1';
const SH_CLIENT = '10.1.0.1';

function node(name: string, more: Partial<NodeInfo> = {}): NodeInfo {
  return nodeInfo({ id: name, region: 'sh', addrs: [`${name}.addr`], ...more });
}

let comets: FakeComets;

beforeEach(() => {
  comets = new FakeComets();
});

function service(nodes: NodeInfo[], isCurrent = true): NodesService {
  const config = LogicConfig.parse({
    session: { heartbeat: '4m', heartbeatMax: 2 },
    nodes: { defaultDomain: 'conn.example', hostDomain: '.example', tcpPort: 1, wsPort: 2, wssPort: 3 },
  });
  const directory = {
    all: () => nodes,
    get: (id: CometId) => nodes.find((known) => known.id === id),
    isCurrent,
  } as unknown as NodeDirectory;
  return new NodesService(directory, new FakeRegions({ [SH_CLIENT]: 'sh' }), comets.client, { current: config });
}

describe('NodesService', () => {
  it("answers in goim's form, times in seconds", () => {
    expect(service([node('a')]).recommend('web', CLIENT)).toEqual({
      domain: 'conn.example',
      tcp_port: 1,
      ws_port: 2,
      wss_port: 3,
      heartbeat: 240,
      heartbeat_max: 2,
      nodes: ['a.example'],
      backoff: { max_delay: 300, base_delay: 3, factor: 1.8, jitter: 0.3 },
    });
  });

  it('gives the web host names, and others the addresses of the comets', () => {
    expect(service([node('a', { addrs: ['10.0.0.1', '10.0.0.2'] })]).recommend('web', CLIENT).nodes).toEqual([
      'a.example',
    ]);
    for (const platform of ['ios', '']) {
      expect(service([node('a', { addrs: ['10.0.0.1', '10.0.0.2'] })]).recommend(platform, CLIENT).nodes).toEqual([
        '10.0.0.1',
        '10.0.0.2',
      ]);
    }
  });

  it('names the comet first that stands best', () => {
    const nodes = [
      node('full', { connections: 900 }),
      node('empty', { connections: 10 }),
      node('half', { connections: 400 }),
    ];
    expect(service(nodes).recommend('web', CLIENT).nodes).toEqual(['empty.example', 'half.example', 'full.example']);
  });

  // goim's fault 13: there the client's region is never known, so that the region's gain never acts.
  it("prefers the comets of the client's own region, as far as goim's weights say", () => {
    const nodes = [
      node('bj', { region: 'bj', connections: 400 }),
      node('sh', { region: 'sh', connections: 450 }),
      node('full', { region: 'sh', connections: 900 }),
    ];
    expect(service(nodes).recommend('web', CLIENT).nodes).toEqual(['bj.example', 'sh.example', 'full.example']);
    expect(service(nodes).recommend('web', SH_CLIENT).nodes).toEqual(['sh.example', 'bj.example', 'full.example']);
  });

  it("does not take a comet without a region for one of the client's own", () => {
    const nodes = [node('none', { region: '', connections: 450 }), node('bj', { region: 'bj', connections: 400 })];
    expect(service(nodes).recommend('web', CLIENT).nodes).toEqual(['bj.example', 'none.example']);
  });

  it('counts whom it has sent to a comet, and leaves what the comet told as it is', () => {
    const nodes = [node('a', { connections: 100 }), node('b', { connections: 104 })];
    const nodesService = service(nodes);
    const first = Array.from({ length: 12 }, () => nodesService.recommend('web', CLIENT).nodes[0]);
    expect(new Set(first)).toEqual(new Set(['a.example', 'b.example']));
    expect(nodes.map(({ connections }) => connections)).toEqual([100, 104]);
  });

  it('names five at most, and none that is offline', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => node(name, { offline: name === 'b' }));
    const named = service(nodes).recommend('web', CLIENT).nodes;
    expect(named).toHaveLength(5);
    expect(named).not.toContain('b.example');
  });

  it.each([[[]], [[node('a', { offline: true })]]])('names the default where there is none', (nodes) => {
    expect(service(nodes).recommend('web', CLIENT).nodes).toEqual(['conn.example']);
  });

  it('lists the nodes by their ids', () => {
    const { nodes: listed } = service([node('b'), node('a')]).list();
    expect(listed.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(listed[0]).toEqual({ ...node('a'), startedAt: '1970-01-01T00:00:00.000Z' });
  });

  it('says where to connect, in names of JSON', () => {
    expect(service([node('a')]).weighted('web', CLIENT)).toEqual({
      domain: 'conn.example',
      tcpPort: 1,
      wsPort: 2,
      wssPort: 3,
      heartbeat: 240,
      heartbeatMax: 2,
      nodes: ['a.example'],
      backoff: { maxDelay: 300, baseDelay: 3, factor: 1.8, jitter: 0.3 },
    });
  });

  it('takes a node offline, and back', async () => {
    for (const offline of [true, false]) {
      expect(await service([node('a')]).setOffline('a' as CometId, { offline })).toEqual({ offline });
    }
    expect(comets.asked).toEqual(
      [true, false].map((offline) => ({ subject: 'goim.comet.a.offline', request: { offline } })),
    );
  });

  it('finds no node that is not there, and asks none', async () => {
    await expect(service([node('a')]).setOffline('x' as CometId, { offline: true })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(comets.asked).toEqual([]);
  });

  it('does not say so of a node that may be there while not all are known', async () => {
    const offline = service([node('a')], false).setOffline('x' as CometId, { offline: true });
    await expect(offline).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not ask a legacy comet, which could not answer', async () => {
    const legacy = node('legacy', { goim: true });
    await expect(service([legacy]).setOffline('legacy' as CometId, { offline: true })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(comets.asked).toEqual([]);
  });
});
