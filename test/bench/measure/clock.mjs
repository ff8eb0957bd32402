const NANOS_PER_MICRO = 1_000;

/** Microseconds of the machine's monotonic clock: the same in all processes, exact in a double for 100 years. */
export function nowMicros() {
  return Number(process.hrtime.bigint()) / NANOS_PER_MICRO;
}
