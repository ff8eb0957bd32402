/** One event of a stream of the JSON API. */
export interface StreamEvent {
  readonly name: string;
  /** As JSON has it. */
  readonly data: unknown;
}

/** What a stream that leaves events out says of it; without a count, nobody knows how many. */
export interface LeftOut {
  readonly event: string;
  readonly count: number | null;
}

/**
 * Reads Server-Sent Events as they come. `EventSource` could not send a key, which goes in a header.
 *
 * It reads what this API writes: one line of data an event, and line feeds alone. Comments and `retry` are passed over.
 */
export class EventParser {
  private readonly decoder = new TextDecoder();
  private rest = '';

  /** @returns the events that are whole with these bytes */
  read(bytes: Uint8Array): StreamEvent[] {
    const blocks = `${this.rest}${this.decoder.decode(bytes, { stream: true })}`.split('\n\n');
    this.rest = blocks.pop()!;
    return blocks.flatMap(eventOf);
  }
}

function eventOf(block: string): StreamEvent[] {
  let name = 'message';
  let data: string | undefined;
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice('event: '.length);
    if (line.startsWith('data: ')) data = line.slice('data: '.length);
  }
  return data === undefined ? [] : [{ name, data: JSON.parse(data) }];
}

/**
 * Tells of each event until the stream ends.
 *
 * @param onEvents those that came together
 * @throws whatever breaks the stream
 */
export async function readEvents(
  stream: ReadableStream<Uint8Array>,
  onEvents: (events: readonly StreamEvent[]) => void,
): Promise<void> {
  const reader = stream.getReader();
  const parser = new EventParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = parser.read(value);
    if (events.length > 0) onEvents(events);
  }
}
