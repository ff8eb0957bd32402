import type { components } from '../../api/schema.js';

type Schemas = components['schemas'];

/** What a node has left. */
export interface Headroom {
  /** Connections that it takes beside those it has; undefined where it takes any number, or that is not known. */
  readonly more: number | undefined;
  /** Cores in use; undefined where that is not known. */
  readonly cpu: number | undefined;
}

/** @param instances as the processes tell of themselves; a legacy comet is not among them */
export function headroomOf({ id, connections }: Schemas['Node'], instances: readonly Schemas['Instance'][]): Headroom {
  const { maxConnections, cpu } = instances.find((instance) => instance.id === id) ?? {};
  return { more: maxConnections === undefined ? undefined : Math.max(maxConnections - connections, 0), cpu };
}

/** Of all nodes that take new clients; undefined where it is not known of one. */
export function totalHeadroom(
  nodes: readonly Schemas['Node'][],
  instances: readonly Schemas['Instance'][],
): number | undefined {
  let total = 0;
  for (const node of nodes) {
    if (node.offline) continue;
    const { more } = headroomOf(node, instances);
    if (more === undefined) return undefined;
    total += more;
  }
  return total;
}
