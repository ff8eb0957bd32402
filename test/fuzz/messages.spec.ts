import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BroadcastCodec, logicRpc, PushKeysCodec, PushRoomCodec, PushTaskCodec, type Codec } from '#contracts';
import { attempt, search } from '#test-support/fuzz';

const codecs: [name: string, codec: Codec<never>][] = [
  ['PushTask', PushTaskCodec as Codec<never>],
  ['PushKeys', PushKeysCodec as Codec<never>],
  ['PushRoom', PushRoomCodec as Codec<never>],
  ['Broadcast', BroadcastCodec as Codec<never>],
  ...Object.values(logicRpc).flatMap(({ subject, request, reply }): [string, Codec<never>][] => [
    [`${subject} request`, request as Codec<never>],
    [`${subject} reply`, reply as Codec<never>],
  ]),
];

/** Bytes that begin as a message does: tags of the first fields, lengths, and whatever. */
const almost = fc
  .array(
    fc.oneof(
      fc
        .record({ field: fc.integer({ min: 0, max: 110 }), type: fc.integer({ min: 0, max: 7 }) })
        .map(({ field, type }) => {
          const tag = (field << 3) | type;
          return tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7];
        }),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => [...bytes]),
      fc.constant([0xff, 0xff, 0xff, 0xff, 0x0f]),
    ),
    { maxLength: 20 },
  )
  .map((parts) => Buffer.from(parts.flat()));

describe('messages', () => {
  it('are read from bytes of any kind, or give an Error, in time', () => {
    search(
      fc.property(fc.constantFrom(...codecs), almost, ([, codec], bytes) => {
        expect(attempt(() => codec.decode(bytes)).error).not.toMatch('no error');
      }),
    );
  });

  it('of nested groups end in an Error, and not in the end of the stack', () => {
    expect(attempt(() => PushTaskCodec.decode(Buffer.alloc(100_000, 0x0b))).error).toBe('Error');
  });

  it('PushTask: is read as it was written', () => {
    const task = fc.record({
      type: fc.constantFrom(0, 1, 2),
      operation: fc.integer(),
      speed: fc.integer(),
      server: fc.string(),
      room: fc.string({ unit: 'binary' }),
      keys: fc.array(fc.string({ unit: 'binary' })),
      msg: fc.uint8Array(),
    });
    search(
      fc.property(task, (written) => {
        const read = PushTaskCodec.decode(PushTaskCodec.encode(written));
        const { type, operation, speed, server, room, keys, msg } = read;
        expect({ type, operation, speed, server, room, keys, msg: Uint8Array.from(msg) }).toEqual(written);
      }),
    );
  });
});
