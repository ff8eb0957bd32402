import type { Socket } from 'node:net';

/*
 * Writes to a socket's libuv handle, past Node's streams, which take an eighth of a write's whole cost (measured; see
 * docs/performance.md). The handle is Node's private interface, so this file is the only one that knows it, and everything here
 * falls back to `socket.write` where the interface is not as expected.
 */

interface WriteRequest {
  oncomplete: (this: WriteRequest, status: number) => void;
  /** Keeps the bytes alive while libuv holds on to them. */
  buffer: Uint8Array | null;
  target: DirectTarget | null;
}

interface StreamBinding {
  readonly WriteWrap: new () => WriteRequest;
  readonly streamBaseState: ArrayLike<number>;
  readonly kLastWriteWasAsync: number;
}

interface StreamHandle {
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
}

/** Is notified of a write that the kernel did not take at once. */
export interface DirectTarget {
  /** The kernel has not taken all of these bytes yet. */
  pending(bytes: number): void;
  /** It has taken them now. */
  written(bytes: number): void;
  failed(): void;
}

function loadBinding(): StreamBinding | null {
  try {
    const stream = (process as unknown as { binding(name: string): StreamBinding }).binding('stream_wrap');
    const usable =
      typeof stream.WriteWrap === 'function' &&
      typeof stream.kLastWriteWasAsync === 'number' &&
      typeof stream.streamBaseState[stream.kLastWriteWasAsync] === 'number';
    return usable ? stream : null;
  } catch {
    return null;
  }
}

const stream = loadBinding();

/** The request of writes that are done at once, which is nearly all of them; a new one is made when it is kept busy. */
let idleRequest = stream && newRequest(stream);

function newRequest({ WriteWrap }: StreamBinding): WriteRequest {
  const request = new WriteWrap();
  request.oncomplete = complete;
  request.buffer = null;
  request.target = null;
  return request;
}

function complete(this: WriteRequest, status: number): void {
  const { target, buffer } = this;
  this.target = null;
  this.buffer = null;
  if (status === 0) target?.written(buffer?.length ?? 0);
  else target?.failed();
}

/**
 * Writes the bytes. The caller makes sure that nothing is pending, in the stream or from an earlier direct write: order
 * would be lost.
 *
 * @returns false where it can't be done this way, and nothing was written; `target` hears of what is still to come
 */
export function writeDirectly(socket: Socket, bytes: Uint8Array, target: DirectTarget): boolean {
  const { _handle: handle, encrypted } = socket as unknown as { _handle: StreamHandle | null; encrypted?: boolean };
  // What TLS writes, and when the kernel has it, is its own stream's business.
  if (encrypted === true) return false;
  if (stream === null || idleRequest === null || !handle?.writeBuffer) return false;
  if (handle.writeBuffer(idleRequest, bytes) !== 0) {
    target.failed();
    return true;
  }
  if (stream.streamBaseState[stream.kLastWriteWasAsync] !== 0) {
    idleRequest.buffer = bytes;
    idleRequest.target = target;
    idleRequest = newRequest(stream);
    target.pending(bytes.length);
  }
  return true;
}
