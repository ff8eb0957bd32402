import { SocketPlaces } from '#limits';
import type { LogicConfig } from '../config/logic.config.js';

/** What clients ask where to connect by must not take the places of pushers. */
const PART_OF_PUBLIC = 1 / 2;

/** The sockets of logic's ports by HTTP. @param all of the process, at most `most` */
export function portSockets(
  { http, api }: Pick<LogicConfig, 'http' | 'api'>,
  all: SocketPlaces,
): Record<'http' | 'public', SocketPlaces> {
  const { maxPerAddress: ofAddress, trustProxy, proxyProtocol } = http;
  const proxies = [...trustProxy, ...proxyProtocol];
  const { most } = all;
  return {
    http: new SocketPlaces({ current: { most, ofAddress } }, [...proxies, ...api.open], all),
    public: new SocketPlaces({ current: { most: most * PART_OF_PUBLIC, ofAddress } }, proxies, all),
  };
}
