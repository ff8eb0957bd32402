export { ambiguityOf } from './ambiguity.js';
export { browserFault, refuseStrangeBrowsers, type BrowserRules } from './browsers.js';
export { clientAddress, trustedIn, type Trusts } from './forwarded.js';
export { mediaType, namesMediaType } from './media-type.js';
export { originForm } from './origin-form.js';
export { requestBounds, setRequestTimeout } from './request-bounds.js';
export { refuseAmbiguous } from './refuse-ambiguous.js';
export { behindProxies, tidyForwarded } from './trust-proxies.js';
