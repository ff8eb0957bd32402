export { ambiguityOf, refuseAmbiguous, originForm } from './request-target.js';
export { browserFault, refuseStrangeBrowsers, type BrowserRules } from './browsers.js';
export { hopsFrom, isOnlyHearsay, trustedIn, type Trusts, behindProxies, tidyForwarded } from './forwarded.js';
export { mediaType, namesMediaType } from './media-type.js';
export { textUpTo } from './text-up-to.js';
export { endUnread, requestBounds, setRequestTimeout, withoutSchemas } from './server-options.js';
export { MAX_HEADER_BYTES, readProxyHeader } from './proxy-header.js';
export { boundSockets } from './bounded-sockets.js';
export type { ProxyProtocolOptions } from './proxy-protocol.js';
