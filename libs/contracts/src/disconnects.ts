/** Why the server closes a connection, and what that tells the client. */
export interface Disconnect {
  /** WebSocket close code, from the range for applications (4000 to 4999). */
  readonly code: number;
  /** Stable; metrics are labelled with it. */
  readonly reason: string;
  /** Whether coming back, after a wait, makes sense. */
  readonly reconnect: boolean;
  /** More about this one case, for the client. At most `MAX_DISCONNECT_MESSAGE_BYTES`. */
  readonly message?: string;
}

/** With the longest reason before it, it fits into a WebSocket close frame, which takes 123 bytes. */
export const MAX_DISCONNECT_MESSAGE_BYTES = 100;

export const Disconnects = {
  shutdown: { code: 4001, reason: 'shutdown', reconnect: true },
  slow: { code: 4002, reason: 'slow', reconnect: true },
  idle: { code: 4003, reason: 'idle', reconnect: true },
  handshakeTimeout: { code: 4004, reason: 'handshake-timeout', reconnect: true },
  unavailable: { code: 4005, reason: 'unavailable', reconnect: true },
  internal: { code: 4006, reason: 'internal', reconnect: true },
  rateLimited: { code: 4007, reason: 'rate-limited', reconnect: true },
  tooManyConnections: { code: 4008, reason: 'too-many-connections', reconnect: true },
  unknownKey: { code: 4009, reason: 'unknown-key', reconnect: true },
  replaced: { code: 4501, reason: 'replaced', reconnect: false },
  malformed: { code: 4502, reason: 'malformed', reconnect: false },
  authRefused: { code: 4503, reason: 'auth-refused', reconnect: false },
  kicked: { code: 4504, reason: 'kicked', reconnect: false },
  banned: { code: 4506, reason: 'banned', reconnect: false },
  tooManySessions: { code: 4505, reason: 'too-many-sessions', reconnect: false },
} as const satisfies Record<string, Disconnect>;

/** The disconnect with this reason; undefined where no disconnect has it. */
export function disconnectOf(reason: string): Disconnect | undefined {
  return Object.values<Disconnect>(Disconnects).find((disconnect) => disconnect.reason === reason);
}

/** The disconnect with a message for this client; one that is too long is cut after a whole character. */
export function withMessage(disconnect: Disconnect, message: string): Disconnect {
  if (message === '') return disconnect;
  let cut = '';
  for (const character of message) {
    if (Buffer.byteLength(cut + character) > MAX_DISCONNECT_MESSAGE_BYTES) break;
    cut += character;
  }
  return { ...disconnect, message: cut };
}
