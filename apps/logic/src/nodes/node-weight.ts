/** A comet as the weighting sees it. */
export interface WeighedNode {
  readonly weight: number;
  readonly connections: number;
  /** Whether it stands in the client's own region. */
  readonly local: boolean;
}

const MAX_CURRENT_WEIGHT = 2 ** 20;

/**
 * goim's current weight of each node: the higher, the better a place for the next client. It compares a node's share of
 * the weight with its share of the connections.
 *
 * @param regionWeight gain of a node in the client's own region
 */
export function currentWeights(nodes: readonly WeighedNode[], regionWeight: number): number[] {
  const totalConnections = nodes.reduce((sum, { connections }) => sum + connections, 0);
  if (totalConnections === 0) return nodes.map(() => 0);
  const totalWeight = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(({ weight, connections, local }) => {
    const effective = weight * (local ? regionWeight : 1);
    const allWeight = totalWeight + Math.trunc(effective) - weight;
    const weightShare = allWeight === 0 ? 0 : effective / allWeight;
    const difference = weightShare - (connections / totalConnections) * 0.5;
    const current = Math.trunc(effective + Math.round(difference * totalConnections));
    return difference < 0 ? Math.max(current, 1) : Math.min(current, MAX_CURRENT_WEIGHT);
  });
}
