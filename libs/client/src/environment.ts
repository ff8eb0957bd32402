/** What the client uses of a WebSocket, so that those of browsers, Node and `ws` will do. */
export interface WebSocketLike {
  binaryType: string;
  // Each implementation has event classes of its own.
  // oxlint-disable-next-line typescript/no-explicit-any
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: any) => void): void;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketClass = new (url: string) => WebSocketLike;

/** What browsers have and Node, or an older one, has not. */
interface Environment {
  readonly WebSocket?: WebSocketClass;
  readonly location?: { readonly protocol: string };
  addEventListener?(name: string, listener: () => void): void;
  removeEventListener?(name: string, listener: () => void): void;
}

export const environment: Environment = globalThis;

/** A longer timer fires at once, so a client that is to wait for ever waits that long. */
export const LONGEST_TIMER_MS = 0x7fffffff;
