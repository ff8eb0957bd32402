/** Why the server closes a connection, and what that tells the client. */
export interface Disconnect {
  /** WebSocket close code, from the range for applications (4000 to 4999). */
  readonly code: number;
  /** Stable; metrics are labelled with it. */
  readonly reason: string;
  /** Whether coming back, after a wait, makes sense. */
  readonly reconnect: boolean;
}

export const Disconnects = {
  shutdown: { code: 4001, reason: 'shutdown', reconnect: true },
  slow: { code: 4002, reason: 'slow', reconnect: true },
  idle: { code: 4003, reason: 'idle', reconnect: true },
  handshakeTimeout: { code: 4004, reason: 'handshake-timeout', reconnect: true },
  unavailable: { code: 4005, reason: 'unavailable', reconnect: true },
  internal: { code: 4006, reason: 'internal', reconnect: true },
  replaced: { code: 4501, reason: 'replaced', reconnect: false },
  malformed: { code: 4502, reason: 'malformed', reconnect: false },
  authRefused: { code: 4503, reason: 'auth-refused', reconnect: false },
} as const satisfies Record<string, Disconnect>;
