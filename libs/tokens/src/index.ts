export { JwtVerifier } from './jwt-verifier.js';
export { RefusedToken, type Fault } from './claims.js';
