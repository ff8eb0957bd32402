import type { CometId, NodeInfo } from '#contracts';

/** The entry of a comet in the directory, as one has it that says no more of itself than what is given. */
export function nodeInfo({ id, ...more }: Partial<Omit<NodeInfo, 'id'>> & { readonly id: string }): NodeInfo {
  return {
    id: id as CometId,
    region: '',
    zone: '',
    env: '',
    hostname: id,
    addrs: [],
    weight: 10,
    offline: false,
    connections: 0,
    ips: 0,
    version: '',
    startedAt: 0,
    ...more,
  };
}
