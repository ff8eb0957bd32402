export { Allowances } from './allowances.js';
export { CountsByName } from './counts-by-name.js';
export { SourceAllowances, sourceOf } from './source-allowances.js';
export { TokenBucket } from './token-bucket.js';
export { withinTime } from './within-time.js';
