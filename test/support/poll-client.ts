import { Operation, readFrames } from '#protocol';
import { GoimClient, type Ended, type Token } from './goim-client.js';

const LONGEST_BODY = 64 * 1024 * 1024;
const BYTES = 'application/octet-stream';
const GONE = 410;

/** What the server says of a connection that it has just opened. */
interface Opened {
  id: string;
  key: string;
  mid?: number;
  heartbeat: number;
  cursor: string;
}

/** A goim client by long polling, with goim's packets. Always has a poll under way, but while it does not read. */
export class PollClient extends GoimClient {
  private readonly stopped = new AbortController();
  private paused: (() => void) | null = null;
  private resumed: Promise<void> = Promise.resolve();
  /** What the server said of the connection; none before the auth. */
  opened: Opened | undefined;
  /** Requests that were sent one after another. */
  private sent: Promise<unknown> = Promise.resolve();

  /** @param base `http://host:port` of comet */
  constructor(private readonly base: string) {
    super();
  }

  override async auth(token: Token): Promise<void> {
    const response = await fetch(`${this.base}/v1/connections`, { method: 'POST', body: JSON.stringify(token) });
    if (!response.ok) throw new Error(`the connection was answered with ${response.status}: ${await response.text()}`);
    this.opened = (await response.json()) as Opened;
    void this.poll(this.opened.cursor);
  }

  override write(bytes: Uint8Array): void {
    const body = Buffer.from(bytes);
    const { signal } = this.stopped;
    this.sent = this.sent
      .then(() => fetch(this.url('frames'), { method: 'POST', body, headers: { 'Content-Type': BYTES }, signal }))
      .catch(() => undefined);
  }

  override close(): void {
    this.stopped.abort();
    this.resumeReading();
    void fetch(this.url(''), { method: 'DELETE' }).catch(() => undefined);
    this.end({});
  }

  override stopReading(): void {
    this.resumed = new Promise((resolve) => (this.paused = resolve));
  }

  override resumeReading(): void {
    this.paused?.();
    this.paused = null;
  }

  private url(what: string): string {
    return `${this.base}/v1/connections/${this.opened?.id}${what && `/${what}`}`;
  }

  private async poll(first: string): Promise<void> {
    let cursor = first;
    while (!this.stopped.signal.aborted) {
      try {
        const response = await fetch(this.url(`poll?cursor=${cursor}`), {
          headers: { Accept: BYTES },
          signal: this.stopped.signal,
        });
        if (response.status === GONE) {
          const { close } = (await response.json()) as { close: Ended };
          this.end(close);
          return;
        }
        if (!response.ok) throw new Error(await response.text());
        this.receive(Buffer.from(await response.arrayBuffer()));
        cursor = response.headers.get('goim-cursor')!;
      } catch {
        this.end({});
        return;
      }
      await this.resumed;
    }
  }

  private receive(packets: Buffer): void {
    if (packets.length === 0) return;
    for (const frame of readFrames(packets, LONGEST_BODY)) {
      if (frame.op === Operation.Raw) throw new Error('by HTTP there is no outer packet');
      if (frame.seq === 0) this.receivedPush(frame);
      else this.receivedReply(frame);
    }
  }
}
