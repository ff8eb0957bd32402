import protobuf from 'protobufjs/minimal.js';

// Without Long, protobufjs reads 64-bit fields as numbers. It has to be set before the generated messages are loaded.
protobuf.util.Long = undefined as never;
protobuf.configure();

/*
 * A number would round the ids of members above 2^53, so those are bigints. All other 64-bit fields are times, counts and
 * ids that stay below.
 */
const { LongBits } = protobuf.util;
const { toNumber } = LongBits.prototype;
const fromValue = LongBits.from;
const HALF_BITS = 32n;

LongBits.prototype.toNumber = function toExactNumber(this: protobuf.util.LongBits, unsigned?: boolean): number {
  const value = toNumber.call(this, unsigned);
  if (Number.isSafeInteger(value)) return value;
  const bits = (BigInt(this.hi) << HALF_BITS) | BigInt(this.lo);
  // The generated types say which fields can be one.
  return (unsigned ? bits : BigInt.asIntN(64, bits)) as unknown as number;
};

LongBits.from = (value: Parameters<typeof fromValue>[0] | bigint) => {
  if (typeof value !== 'bigint') return fromValue(value);
  return new LongBits(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> HALF_BITS)));
};
