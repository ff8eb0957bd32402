import { describe, expect, it } from '@jest/globals';
import { EventParser, type StreamEvent } from './event-stream.js';

const TEXT =
  'retry: 2000\n\n: keep-alive\n\nevent: message\ndata: {"body":"grüße"}\n\nevent: left-out\ndata: {"count":null}\n\n';

/** In pieces of so many bytes. */
function readInPieces(text: string, size: number): StreamEvent[] {
  const parser = new EventParser();
  const bytes = new TextEncoder().encode(text);
  const events: StreamEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...parser.read(bytes.subarray(at, at + size)));
  return events;
}

describe('a stream of events', () => {
  it.each([1, 2, 3, 1_000])('is read in pieces of %i bytes, wherever they end', (size) => {
    expect(readInPieces(TEXT, size)).toEqual([
      { name: 'message', data: { body: 'grüße' } },
      { name: 'left-out', data: { count: null } },
    ]);
  });

  it('has no event before it is whole', () => {
    expect(readInPieces('event: message\ndata: {}\n', 1_000)).toEqual([]);
  });
});
