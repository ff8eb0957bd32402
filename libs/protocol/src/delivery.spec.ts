import { describe, expect, it } from '@jest/globals';
import { cutBatch, encodeDeliveries, pickFromBatch, readDeliveries, type PacketBatch } from './delivery.js';
import { encodeFrame } from './frame.js';

const EPOCH = 1_764_360_000;

function batch(ids: number[], prev: number, transient: number[] = []): PacketBatch {
  const packets = Buffer.concat(ids.map((id) => encodeFrame(1000, 0, Buffer.from(`m${id}`))));
  return { packets, origin: { epoch: EPOCH, ids, prev, transient } };
}

function read(packets: Buffer): unknown[][] {
  return readDeliveries(packets).map(({ id, prev, target, body }) => [
    Number(id),
    Number(prev),
    target,
    body.toString(),
  ]);
}

describe('a delivery of version 2', () => {
  // The example of docs/protocol.md.
  it('has id, prev and target behind the header, whose length counts them', () => {
    const packet = encodeDeliveries(
      [
        {
          packets: encodeFrame(1000, 0, Buffer.from('hi')),
          origin: { epoch: EPOCH, ids: [3072], prev: 1024, transient: [] },
        },
      ],
      'mid:7',
    );
    const header = '00 00 00 29' + '00 27' + '00 02' + '00 00 03 e8' + '00 00 00 00';
    const place = '00 00 00 00 00 00 0c 00' + '00 00 00 00 00 00 04 00' + '00 05' + '6d 69 64 3a 37';
    expect(packet.toString('hex')).toBe((header + place + '68 69').replaceAll(' ', ''));
  });

  it('names the message before it, also within a batch', () => {
    expect(read(encodeDeliveries([batch([5, 6, 9], 2), batch([12], 9)], 'room:live://1'))).toEqual([
      [5, 2, 'room:live://1', 'm5'],
      [6, 5, 'room:live://1', 'm6'],
      [9, 6, 'room:live://1', 'm9'],
      [12, 9, 'room:live://1', 'm12'],
    ]);
  });

  it('has id 0 where it has no history, and is not the one before', () => {
    expect(read(encodeDeliveries([batch([5, 6, 9], 2, [1])], 'all'))).toEqual([
      [5, 2, 'all', 'm5'],
      [0, 0, 'all', 'm6'],
      [9, 5, 'all', 'm9'],
    ]);
    expect(read(encodeDeliveries([{ packets: encodeFrame(1, 0, Buffer.from('x')) }], 'all'))).toEqual([
      [0, 0, 'all', 'x'],
    ]);
  });

  it('is left out up to an id, but for what has no history', () => {
    expect(read(encodeDeliveries([batch([5, 6, 9], 2, [0])], 'all', 6))).toEqual([
      [0, 0, 'all', 'm5'],
      [9, 6, 'all', 'm9'],
    ]);
  });
});

describe('cutBatch', () => {
  it('keeps what is above an id, and the message before it', () => {
    const cut = cutBatch(batch([5, 6, 9, 10], 2, [3]), 6)!;
    expect(cut.origin).toEqual({ epoch: EPOCH, ids: [9, 10], prev: 6, transient: [1] });
    expect(read(encodeDeliveries([cut], 'all'))).toEqual([
      [9, 6, 'all', 'm9'],
      [0, 0, 'all', 'm10'],
    ]);
  });

  it('is nothing where nothing is above it, and the whole where all is', () => {
    expect(cutBatch(batch([5, 6], 2), 6)).toBeUndefined();
    expect(cutBatch(batch([5, 6], 2), 4)!.origin).toMatchObject({ ids: [5, 6], prev: 2 });
  });
});

describe('pickFromBatch', () => {
  it('keeps what is picked, with nothing known of what came before', () => {
    const picked = pickFromBatch(batch([5, 6, 9, 10], 2, [3]), (id) => id !== 6)!;
    expect(picked.origin).toEqual({ epoch: EPOCH, ids: [5, 9, 10], prev: 0, transient: [2] });
    expect(read(encodeDeliveries([picked], 'all')).map(([, , , body]) => body)).toEqual(['m5', 'm9', 'm10']);
  });

  it('is nothing where nothing is picked, or the place of the packets is not known', () => {
    expect(pickFromBatch(batch([5, 6], 2), () => false)).toBeUndefined();
    expect(pickFromBatch({ packets: batch([5], 0).packets }, () => true)).toBeUndefined();
  });
});
