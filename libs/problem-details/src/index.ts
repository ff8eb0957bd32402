export { FailedRequests, TooManyRequests } from './failed-requests.js';
export { toHttpFailure, type FailureCode, type HttpFailure } from './http-failure.js';
export { InvalidInput } from './invalid-input.js';
export { newProblem, PROBLEM_JSON, PROBLEM_TITLES, problemOf, type Problem } from './problem.js';
export { shortened } from './shortened.js';
