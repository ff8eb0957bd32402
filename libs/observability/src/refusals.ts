import type { Metrics } from './metrics.js';

/** Counts what a port refuses. @param reason stable, one of a few */
export type Refusals = (reason: string) => void;

/** @param port the section of the configuration that it has */
export function refusalsAt(metrics: Metrics, port: string): Refusals {
  const refused = metrics.counter(
    'goim_refused_total',
    'Connections and requests that were refused before anything of them was looked at, by port and reason.',
    ['port', 'reason'],
  );
  return (reason) => refused.inc({ port, reason });
}
