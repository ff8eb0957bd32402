import type { Live } from '#config';
import type { ProxyProtocolOptions } from '#http';
import type { CometConfig } from '../config/comet.config.js';

/** The PROXY protocol as every port for clients takes it: the header counts as a part of the handshake. */
export function proxyProtocol(config: Live<CometConfig>): Omit<ProxyProtocolOptions, 'refused'> {
  const { proxyProtocol: networks, proxyProtocolRequired: isRequired } = config.current.proxies;
  return { networks, isRequired, timeout: () => config.current.connection.handshakeTimeout };
}
