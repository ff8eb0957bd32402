import type { Socket } from 'node:net';
import type { Framing } from '#protocol';
import { Connection, type BrowserHeaders } from './connection.js';
import { writeDirectly, type DirectTarget } from './direct-write.js';

/** A connection that is one socket for as long as it lives. */
export abstract class SocketConnection extends Connection implements DirectTarget {
  /** Bytes of direct writes that the kernel has not taken yet. */
  private directlyPending = 0;
  /** What is to go out as one. */
  private gathered: Uint8Array[] | null = null;

  constructor(
    framing: Framing,
    protected readonly socket: Socket,
    headers: BrowserHeaders,
    address = socket.remoteAddress,
  ) {
    super(framing, address, headers);
  }

  override get pendingBytes(): number {
    return this.socket.writableLength + this.directlyPending;
  }

  /** Straight to the kernel where nothing waits before it, which keeps the order; else through the stream. */
  override write(bytes: Uint8Array): void {
    const { socket } = this;
    if (this.gathered !== null) {
      this.gathered.push(bytes);
      return;
    }
    if (this.directlyPending === 0 && socket.writableLength === 0 && writeDirectly(socket, bytes, this)) return;
    socket.write(bytes);
  }

  override together(write: () => void): void {
    const parts: Uint8Array[] = [];
    this.gathered = parts;
    try {
      write();
    } finally {
      this.gathered = null;
    }
    if (parts.length > 0 && !this.closing) this.write(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  }

  pending(bytes: number): void {
    this.directlyPending += bytes;
  }

  written(bytes: number): void {
    this.directlyPending -= bytes;
  }

  failed(): void {
    this.socket.destroy();
  }

  protected override cut(): void {
    this.socket.destroy();
  }
}
