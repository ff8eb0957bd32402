export { newToken, SCOPES, type ApiKey, type NeededScope, type PushLimits, type Scope } from './api-key.js';
export { callerKeys } from './caller-keys.js';
export { KeyEntry, readKeyEntries, writtenKeys } from './key-entries.js';
export { keyedListener } from './keyed-listener.js';
export { PushAllowance } from './push-allowance.js';
