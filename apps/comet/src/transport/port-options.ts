import type { BrowserRules, ProxyProtocolOptions } from '#http';
import type { Live } from '#config';
import type { CometConfig } from '../config/comet.config.js';

export interface ClientPort {
  readonly host: string;
  readonly port: number;
  /** Connections that the kernel keeps until they are accepted. */
  readonly backlog: number;
}

/** Who may ask by a browser. The names that clients are given are those by which they may ask. */
export function browserRules({ http, websocket, wss, node }: CometConfig): BrowserRules {
  const { allowedHosts, allowedOrigins } = http;
  const own = [http.host, websocket.host, wss.host, ...(node.host === undefined ? [] : [node.host]), ...node.addrs];
  return { section: 'http', allowedHosts: [...own, ...allowedHosts], allowedOrigins };
}

/** The PROXY protocol as every port for clients takes it: the header counts as a part of the handshake. */
export function proxyProtocol(config: Live<CometConfig>): Omit<ProxyProtocolOptions, 'refused'> {
  const { proxyProtocol: networks, proxyProtocolRequired: isRequired } = config.current.proxies;
  return { networks, isRequired, timeout: () => config.current.connection.handshakeTimeout };
}
