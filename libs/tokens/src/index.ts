export { JwtVerifier } from './jwt-verifier.js';
export { RefusedToken, type Fault } from './refused-token.js';
