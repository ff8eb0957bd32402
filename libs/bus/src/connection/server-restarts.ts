import type { Bus } from './bus.js';

/**
 * For so long a nats-server may have what it has confirmed in its machine's memory alone: it has its files written every two minutes
 * (`sync_interval` of its configuration), which takes a while. A power failure of the machine loses that.
 */
const UNWRITTEN_MS = 180_000;

/**
 * Tells, after each reconnect, that the server was started again, or is another one: it may lack what was stored last.
 *
 * @param listener is told by `performance.now()` since when that may be
 * @returns what ends that
 */
export function onServerRestart(bus: Bus, listener: (since: number) => void): () => void {
  // Each start of a server has another.
  let id = bus.connection.info?.server_id;
  let awaySince = performance.now();
  const away = (): void => void (awaySince = performance.now());
  const back = (): void => {
    const before = id;
    id = bus.connection.info?.server_id;
    if (id !== before) listener(awaySince - UNWRITTEN_MS);
  };
  bus.on('disconnect', away);
  bus.on('reconnect', back);
  return () => {
    bus.off('disconnect', away);
    bus.off('reconnect', back);
  };
}
