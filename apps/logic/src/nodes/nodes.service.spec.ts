import { ConfigService } from '@nestjs/config';
import { describe, expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import type { CometId, NodeInfo } from '#contracts';
import { LogicConfig } from '../config/logic.config.js';
import { NodesService } from './nodes.service.js';

function node(name: string, more: Partial<NodeInfo> = {}): NodeInfo {
  return {
    id: name as CometId,
    region: 'sh',
    zone: 'sh001',
    env: 'dev',
    hostname: name,
    addrs: [`${name}.addr`],
    weight: 10,
    offline: false,
    connections: 0,
    ips: 0,
    version: '0.1.0',
    startedAt: 0,
    ...more,
  };
}

function service(nodes: NodeInfo[]): NodesService {
  const config = LogicConfig.parse({
    session: { heartbeat: '4m', heartbeatMax: 2 },
    nodes: { defaultDomain: 'conn.example', hostDomain: '.example', tcpPort: 1, wsPort: 2, wssPort: 3 },
  });
  const directory = { all: () => nodes } as unknown as NodeDirectory;
  return new NodesService(directory, new ConfigService<LogicConfig, true>(config));
}

describe('NodesService', () => {
  it("answers in goim's form, times in seconds", () => {
    expect(service([node('a')]).recommend('web')).toEqual({
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
    expect(service([node('a', { addrs: ['10.0.0.1', '10.0.0.2'] })]).recommend('web').nodes).toEqual(['a.example']);
    for (const platform of ['ios', '']) {
      expect(service([node('a', { addrs: ['10.0.0.1', '10.0.0.2'] })]).recommend(platform).nodes).toEqual([
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
    expect(service(nodes).recommend('web').nodes).toEqual(['empty.example', 'half.example', 'full.example']);
  });

  it('names five at most, and none that is offline', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => node(name, { offline: name === 'b' }));
    const named = service(nodes).recommend('web').nodes;
    expect(named).toHaveLength(5);
    expect(named).not.toContain('b.example');
  });

  it.each([[[]], [[node('a', { offline: true })]]])('names the default where there is none', (nodes) => {
    expect(service(nodes).recommend('web').nodes).toEqual(['conn.example']);
  });
});
