import { Changes } from './changes.mjs';

/** One event as `EventSource` would dispatch it. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  /** The id in force when it came. */
  readonly id: string;
}

const WAIT_MS = 30_000;
/** How many of the last events go into an error. */
const SHOWN_EVENTS = 3;

/** A reader of Server-Sent Events that parses as `EventSource` does, and is told when to come back. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  comments = 0;
  lastEventId: string;
  readonly ended: Promise<void>;
  private readonly stop = new AbortController();
  private readonly changes = new Changes(() => JSON.stringify(this.events.slice(-SHOWN_EVENTS)));

  private constructor(
    readonly response: Response,
    lastEventId: string,
  ) {
    this.lastEventId = lastEventId;
    this.ended = this.consume().catch(() => undefined);
  }

  /** @throws Error with the status and body, where the answer is no stream */
  static async open(url: string, lastEventId = '', headers: Record<string, string> = {}): Promise<EventStream> {
    const response = await fetch(url, {
      headers: { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }), ...headers },
    });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new EventStream(response, lastEventId);
  }

  /** The messages, parsed. */
  get messages(): { op: number; seq: number; body?: string; online?: number }[] {
    return this.events.filter(({ event }) => event === 'message').map(({ data }) => JSON.parse(data) as never);
  }

  get bodies(): (string | undefined)[] {
    return this.messages.map(({ body }) => body);
  }

  /** Resolves when `isDone` says so of what came. @throws Error with what came instead */
  until(isDone: (stream: this) => boolean): Promise<void> {
    return this.changes.until(`${isDone.toString()} of a stream`, WAIT_MS, () => isDone(this));
  }

  /** Breaks the stream from the client's side. */
  close(): void {
    this.stop.abort();
  }

  private async consume(): Promise<void> {
    const reader = this.response.body!.getReader();
    this.stop.signal.addEventListener('abort', () => void reader.cancel());
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.dispatch(block.split('\n'));
    }
  }

  private dispatch(lines: readonly string[]): void {
    let event = 'message';
    const data: string[] = [];
    for (const line of lines) {
      const [, field, value] = /^(\w*): ?(.*)$/.exec(line) ?? [];
      if (field === '') this.comments++;
      if (field === 'event') event = value!;
      if (field === 'data') data.push(value!);
      if (field === 'id') this.lastEventId = value!;
    }
    if (data.length > 0) this.events.push({ event, data: data.join('\n'), id: this.lastEventId });
    this.changes.notify();
  }
}
