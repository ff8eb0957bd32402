import { AppError } from '#contracts';
import { HEADER_BYTES } from '#protocol';
import { KEPT_PACKET_BYTES } from '../../client/history/missed-shares.js';

/**
 * What waits for a client that comes to fetch it. Packets are numbered from 1 on; the client says by the number of the
 * last one that it has what may be let go.
 *
 * Keeps the buffers that are written to it, which all their recipients share, and cuts them into packets only when the
 * client asks for them: a write costs an entry in a list.
 */
export class Outbox {
  /** As they were written, a packet or several each. */
  private fresh: Uint8Array[] = [];
  /** Packets that were handed out and may be asked for again. */
  private handed: Uint8Array[] = [];
  /** Number of the packet before the first of `handed`. */
  private released = 0;
  /** Number of the last packet that the client said it has. */
  private position = 0;
  /** Cost of the packets in `handed` up to `position`. */
  private replayCost = 0;
  /** Bytes that the client has not said it has, with what it costs to keep them. */
  pendingBytes = 0;

  /** What everything here costs, also what the client has said it has. */
  get keptBytes(): number {
    return this.pendingBytes + this.replayCost;
  }

  /** @param bytes packets, one after another */
  write(bytes: Uint8Array): void {
    this.fresh.push(bytes);
    this.pendingBytes += bytes.length + KEPT_PACKET_BYTES;
  }

  /**
   * The client has everything up to this number, and nothing after it, whatever it said before.
   *
   * @param keep bytes that are kept of what it has
   * @throws AppError `invalid-argument` where no packet had such a number yet, `conflict` where those after it are gone
   */
  acknowledge(after: number, keep: number): void {
    const last = this.released + this.handed.length;
    if (after > last) throw new AppError('invalid-argument', `cursor: ${after} was not given yet; the last is ${last}`);
    if (after < this.released) {
      throw new AppError('conflict', `cursor: what came after ${after} is gone; the first is ${this.released}`);
    }
    for (; this.position < after; this.position++) this.moved(this.position, 1);
    for (; this.position > after; this.position--) this.moved(this.position - 1, -1);
    this.release(keep);
  }

  /**
   * What comes after the client's position: one packet where there is any, however long, and more while they are `maxBytes` in all.
   *
   * @returns them and the number of the last; they stay until it is acknowledged
   */
  take(maxBytes: number): { cursor: number; packets: Uint8Array[] } {
    const from = this.position - this.released;
    let to = from;
    let bytes = 0;
    while (to < this.handed.length || this.cutNext()) {
      bytes += this.handed[to]!.length;
      if (bytes > maxBytes && to > from) break;
      to++;
    }
    return { cursor: this.released + to, packets: this.handed.slice(from, to) };
  }

  /** Forgets everything: nothing may be asked of it any more. */
  clear(): void {
    this.fresh = [];
    this.handed = [];
    this.pendingBytes = 0;
    this.replayCost = 0;
  }

  /** @param index of the packet in `handed`, counted from the number 0 */
  private moved(number: number, direction: 1 | -1): void {
    const { length } = this.handed[number - this.released]!;
    const cost = length + KEPT_PACKET_BYTES;
    this.pendingBytes -= direction * cost;
    this.replayCost += direction * cost;
  }

  private release(keep: number): void {
    let count = 0;
    while (this.replayCost > keep && this.released + count < this.position) {
      this.replayCost -= this.handed[count++]!.length + KEPT_PACKET_BYTES;
    }
    this.handed.splice(0, count);
    this.released += count;
  }

  /** Cuts the oldest buffer into packets. @returns false where there is none */
  private cutNext(): boolean {
    const bytes = this.fresh.shift() as Buffer | undefined;
    if (!bytes) return false;
    // Each packet has its cost from here on; what was written together had one.
    this.pendingBytes -= KEPT_PACKET_BYTES;
    for (let offset = 0; offset < bytes.length;) {
      const end = offset + Math.max(bytes.readInt32BE(offset), HEADER_BYTES);
      this.handed.push(bytes.subarray(offset, end));
      this.pendingBytes += KEPT_PACKET_BYTES;
      offset = end;
    }
    return true;
  }
}
