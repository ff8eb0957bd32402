export { Allowances } from './allowances.js';
export { SourceAllowances } from './source-allowances.js';
export { sourceOf } from './source.js';
export { TokenBucket } from './token-bucket.js';
