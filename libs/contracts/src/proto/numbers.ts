import protobuf from 'protobufjs/minimal.js';

// Without Long, protobufjs reads 64-bit fields as numbers. It has to be set before the generated messages are loaded.
protobuf.util.Long = undefined as never;
protobuf.configure();

/*
 * A number would round the ids of members above 2^53, so those are bigints. All other 64-bit fields are times, counts and
 * ids that stay below.
 */
const { LongBits } = protobuf.util;
const HALF_BITS = 32n;
const HALF = 2 ** 32;

LongBits.prototype.toNumber = function toExactNumber(this: protobuf.util.LongBits, unsigned = false): number {
  const { lo, hi } = this;
  const value = (unsigned ? hi : hi | 0) * HALF + lo;
  if (Number.isSafeInteger(value)) return value;
  const bits = (BigInt(hi) << HALF_BITS) | BigInt(lo);
  // The generated types say which fields can be one.
  return (unsigned ? bits : BigInt.asIntN(64, bits)) as unknown as number;
};

LongBits.from = (value: unknown) => {
  if (typeof value !== 'bigint') return LongBits.fromNumber(Number(value));
  return new LongBits(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> HALF_BITS)));
};
