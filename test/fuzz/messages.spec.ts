import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BroadcastMessage,
  logicRpc,
  PushKeysMessage,
  PushRoomMessage,
  PushTask,
  PushType,
  type MessageType,
} from '#contracts';
import { attempt, search } from '#test-support/fuzz';

const types: [name: string, type: MessageType<object>][] = [
  ['PushTask', PushTask],
  ['PushKeys', PushKeysMessage],
  ['PushRoom', PushRoomMessage],
  ['Broadcast', BroadcastMessage],
  ...Object.values(logicRpc).flatMap(({ subject, request, reply }): [string, MessageType<object>][] => [
    [`${subject} request`, request],
    [`${subject} reply`, reply],
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
      fc.property(fc.constantFrom(...types), almost, ([, type], bytes) => {
        expect(attempt(() => type.decode(bytes)).error).not.toMatch('no error');
      }),
    );
  });

  it('of nested groups end in an Error, and not in the end of the stack', () => {
    expect(attempt(() => PushTask.decode(Buffer.alloc(100_000, 0x0b))).error).toBe('Error');
  });

  it('PushTask: is read as it was written', () => {
    const task = fc.record({
      type: fc.constantFrom(...Object.values(PushType)),
      operation: fc.integer(),
      speed: fc.integer(),
      server: fc.string(),
      room: fc.string({ unit: 'binary' }),
      keys: fc.array(fc.string({ unit: 'binary' })),
      msg: fc.uint8Array(),
      unfiltered: fc.boolean(),
      recipients: fc.constant<PushTask['recipients']>([]),
      transient: fc.boolean(),
      expires: fc.maxSafeNat(),
      sender: fc.maxSafeInteger(),
      idempotencyKey: fc.string({ unit: 'binary' }),
      receipt: fc.boolean(),
    });
    search(
      fc.property(task, (written) => {
        const read = PushTask.decode(PushTask.encode(written).finish());
        // What is absent from the bytes is on the prototype.
        const whole = Object.fromEntries(Object.keys(written).map((field) => [field, read[field as keyof PushTask]]));
        expect({ ...whole, msg: Uint8Array.from(read.msg) }).toEqual(written);
      }),
    );
  });
});
