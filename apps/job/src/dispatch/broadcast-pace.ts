import type { CometPace, NodeInfo } from '#contracts';

/**
 * Divided evenly, whatever the connections are. What a comet tells of its connections is up to 3 s old, so one that many
 * clients came to since would else take very long.
 */
const EVEN_SHARE = 0.05;

/**
 * Divides the speed of a broadcast among the comets, by their connections, so that all of them end together; else the
 * speed would fall when the first one has ended. The parts add up to the speed, and none is 0.
 *
 * @param perSecond messages a second over the whole cluster
 */
export function paceOf(perSecond: number, comets: readonly Pick<NodeInfo, 'id' | 'connections'>[]): CometPace[] {
  const total = comets.reduce((sum, { connections }) => sum + connections, 0);
  const even = 1 / comets.length;
  return comets.map(({ id, connections }) => {
    const own = total === 0 ? even : connections / total;
    return { comet: id, perSecond: perSecond * (EVEN_SHARE * even + (1 - EVEN_SHARE) * own) };
  });
}

/** What comets are told that have no part of their own: those that nobody knew yet. At least 1, since 0 is no limit. */
export function evenPace(perSecond: number, comets: number): number {
  return Math.max(Math.round(perSecond / comets), 1);
}
