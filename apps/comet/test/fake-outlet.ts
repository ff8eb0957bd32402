import type { Disconnect, SessionKey } from '#contracts';
import { encodeFrame, readFrames, type Framing } from '#protocol';
import { Channel, type Outlet } from '../src/hub/channel.js';

const LONGEST_BODY = 1024 * 1024;

/** A connection that keeps what is written to it. */
export class FakeOutlet implements Outlet {
  readonly writes: Buffer[] = [];
  readonly closes: Disconnect[] = [];
  /** Runs at each write, before the next one: what happens meanwhile. */
  onWrite: () => void = () => undefined;
  onClose: () => void = () => undefined;
  /** What the client has not taken yet. */
  pendingBytes = 0;

  constructor(readonly framing: Framing = 'tcp') {}

  write(bytes: Uint8Array): void {
    this.writes.push(bytes as Buffer);
    this.onWrite();
  }

  close(why: Disconnect): void {
    this.closes.push(why);
    this.onClose();
  }

  /** Bodies of the pushed packets, those of one write joined by a comma. */
  get pushes(): string[] {
    return this.writes.map((bytes) => packetsOf(this.framing, bytes).join(','));
  }
}

function packetsOf(framing: Framing, bytes: Buffer): string[] {
  const packets = framing === 'tcp' ? bytes : readFrames(bytes.subarray(2), LONGEST_BODY)[0]!.body;
  return readFrames(packets, LONGEST_BODY).map(({ body }) => body.toString());
}

/** A channel, and the connection below it. */
export function fakeChannel(
  key: string,
  { accepts = [], ip = '10.0.0.1', framing }: { accepts?: number[]; ip?: string; framing?: Framing } = {},
): { channel: Channel; outlet: FakeOutlet } {
  const outlet = new FakeOutlet(framing);
  return { channel: new Channel(key as SessionKey, 0, ip, accepts, outlet), outlet };
}

/** A pushed packet of operation 1000. */
export function packet(text: string): Buffer {
  return encodeFrame(1000, 0, Buffer.from(text));
}
