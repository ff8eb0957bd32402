import type { BrowserRules } from '#http';
import type { CometConfig } from '../config/comet.config.js';

/** Who may ask by a browser. The names that clients are given are those by which they may ask. */
export function browserRules({ http, websocket, wss, node }: CometConfig): BrowserRules {
  const { allowedHosts, allowedOrigins } = http;
  const own = [http.host, websocket.host, wss.host, ...(node.host === undefined ? [] : [node.host]), ...node.addrs];
  return { section: 'http', allowedHosts: [...own, ...allowedHosts], allowedOrigins };
}
