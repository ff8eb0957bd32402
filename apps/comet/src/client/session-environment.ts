/** Injection token of the `SessionEnvironment`, which is an interface. */
export const SESSION_ENVIRONMENT = Symbol('SessionEnvironment');
