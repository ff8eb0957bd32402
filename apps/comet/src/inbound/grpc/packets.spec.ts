import { describe, expect, it } from '@jest/globals';
import { encodeFrame, Operation } from '#protocol';
import { packetsOf } from './packets.js';

const one = encodeFrame(1000, 0, Buffer.from('one'));
const two = encodeFrame(1001, 0, Buffer.from('two'));

describe('the packets of a pushed proto', () => {
  it('are the body of operation 9, as it is', () => {
    const body = Buffer.concat([one, two]);
    expect(packetsOf({ ver: 1, op: Operation.Raw, seq: 0, body })).toBe(body);
  });

  it('are one, where the operation is another', () => {
    expect(packetsOf({ ver: 3, op: 1000, seq: 5, body: Buffer.from('one') })).toEqual(
      encodeFrame(1000, 5, Buffer.from('one'), 3),
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half a packet', one.subarray(0, 17)],
    ['a packet and a half', Buffer.concat([one, two.subarray(0, 10)])],
    ['text', Buffer.from('these are no packets')],
  ])('are refused where the body of operation 9 is %s', (_, body) => {
    expect(() => packetsOf({ ver: 1, op: Operation.Raw, seq: 0, body })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(/^proto.body has to be /) }),
    );
  });

  it('are refused where there are none, or no packet can say so', () => {
    expect(() => packetsOf(null)).toThrow('proto is missing');
    expect(() => packetsOf({ ver: 40_000, op: 5, seq: 0, body: Buffer.alloc(0) })).toThrow('proto.ver is 40000');
  });
});
