import { describe, expect, it } from '@jest/globals';
import type { CometId } from './ids.js';
import { decodeNodeInfo, encodeNodeInfo, NODE_REFRESH_MS, NODE_TTL_MS, type NodeInfo } from './node-info.js';

const NODE: NodeInfo = {
  id: 'comet-1' as CometId,
  region: 'sh',
  zone: 'sh001',
  env: 'dev',
  hostname: 'comet-1.example',
  addrs: ['127.0.0.1'],
  weight: 10,
  offline: false,
  connections: 7,
  ips: 3,
  version: '0.1.0',
  startedAt: 1_700_000_000_000,
};

describe('node entries', () => {
  it('come back as they were', () => {
    expect(decodeNodeInfo(encodeNodeInfo(NODE))).toEqual(NODE);
  });

  it.each(['', 'null', '7', '"comet-1"', '[]', '{}', '{"id":7}', '{"id":'])('%s is none', (text) => {
    expect(() => decodeNodeInfo(Buffer.from(text))).toThrow();
  });

  it('outlive three refreshes that failed', () => {
    expect(NODE_TTL_MS).toBeGreaterThan(3 * NODE_REFRESH_MS);
  });
});
