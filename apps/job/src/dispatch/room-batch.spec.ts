import { beforeEach, describe, expect, it } from '@jest/globals';
import { HEADER_BYTES, readFrames } from '#protocol';
import { RoomBatch } from './room-batch.js';

const PACKET_BYTES = HEADER_BYTES + 1;

let emitted: { room: string; pushes: string[] }[];
let sources: (readonly string[])[];

beforeEach(() => {
  emitted = [];
  sources = [];
});

function batchOf(maxPushes: number, maxBytes = 1_000): RoomBatch<string> {
  return new RoomBatch({ maxPushes, maxBytes }, ({ room, packets, sources: of }) => {
    sources.push(of);
    const frames = readFrames(Buffer.from(packets), 1_000_000);
    emitted.push({ room, pushes: frames.map(({ ver, op, seq, body }) => `${ver} ${op} ${seq} ${body.toString()}`) });
  });
}

function add(batch: RoomBatch<string>, room: string, ...texts: string[]): void {
  for (const text of texts) batch.add(room, { operation: 1000, msg: Buffer.from(text) }, text);
}

function joined(): string[] {
  return emitted.map(({ room, pushes }) => `${room}:${pushes.map((push) => push.split(' ')[3]).join('')}`);
}

describe('RoomBatch', () => {
  it('packs each push as goim does: ver 1, its operation, seq 0, its bytes', () => {
    const batch = batchOf(10);
    batch.add('a', { operation: 1000, msg: Buffer.from('x') }, 'x');
    batch.add('a', { operation: -5, msg: Buffer.from('y') }, 'y');
    batch.flush();
    expect(emitted).toEqual([{ room: 'a', pushes: ['1 1000 0 x', '1 -5 0 y'] }]);
  });

  it('says what each joined message came from', () => {
    const batch = batchOf(2);
    add(batch, 'a', '1', '2', '3');
    batch.flush();
    expect(sources).toEqual([['1', '2'], ['3']]);
  });

  it('joins the pushes of each room, in their order', () => {
    const batch = batchOf(10);
    add(batch, 'a', '1');
    add(batch, 'b', '1');
    add(batch, 'a', '2');
    add(batch, 'b', '2');
    expect(emitted).toEqual([]);
    batch.flush();
    expect(joined()).toEqual(['a:12', 'b:12']);
  });

  it('emits a room that has enough, and goes on with the next message', () => {
    const batch = batchOf(2);
    add(batch, 'a', '1', '2', '3', '4', '5');
    expect(joined()).toEqual(['a:12', 'a:34']);
    batch.flush();
    expect(joined()).toEqual(['a:12', 'a:34', 'a:5']);
  });

  it('joins no more bytes than a message may have', () => {
    const batch = batchOf(10, 2 * PACKET_BYTES);
    add(batch, 'a', '1', '2', '3');
    expect(joined()).toEqual(['a:12']);
    batch.flush();
    expect(joined()).toEqual(['a:12', 'a:3']);
  });

  it('sends a push alone that is longer than a message may be, in its place', () => {
    const batch = batchOf(10, 2 * PACKET_BYTES);
    const long = 'x'.repeat(100);
    add(batch, 'a', '1', long, '2');
    batch.flush();
    expect(joined()).toEqual(['a:1', `a:${long}`, 'a:2']);
  });

  it('emits nothing twice, and nothing where there is nothing', () => {
    const batch = batchOf(2);
    batch.flush();
    add(batch, 'a', '1', '2');
    batch.flush();
    batch.flush();
    expect(joined()).toEqual(['a:12']);
  });

  it('with 1 joins nothing', () => {
    const batch = batchOf(1);
    add(batch, 'a', '1', '2');
    expect(joined()).toEqual(['a:1', 'a:2']);
  });
});
