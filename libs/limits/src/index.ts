export { Allowances } from './allowances.js';
export { CountedSources } from './counted-sources.js';
export { CountsByName } from './counts-by-name.js';
export { filesKeptBack, SocketPlaces, type SocketBounds } from './socket-places.js';
export { SourceAllowances, sourceOf } from './source-allowances.js';
export { TokenBucket } from './token-bucket.js';
export { withinTime } from './within-time.js';
