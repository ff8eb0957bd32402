import { describe, expect, it } from '@jest/globals';
import { parseDelivery } from './delivery.js';

describe('what JetStream says of a message that it delivers', () => {
  const said = {
    deliveryCount: 3,
    streamSequence: 123_456,
    consumerSequence: 98,
    storedAt: 1_764_490_000_123.5,
    pending: 12,
  };

  it.each([
    ['the older form', '$JS.ACK.GOIM_PUSH.job-3.3.123456.98.1764490000123500000.12'],
    ['the newer form', '$JS.ACK.domain.account.GOIM_PUSH.job-3.3.123456.98.1764490000123500000.12'],
    ['the newer form with a token behind', '$JS.ACK._.ABCDEF.GOIM_PUSH.job-3.3.123456.98.1764490000123500000.12.Xk3'],
  ])('is read from %s', (_form, reply) => {
    expect(parseDelivery(reply)).toEqual(said);
  });

  it('is exact up to 2^53', () => {
    const { streamSequence } = parseDelivery(`$JS.ACK.S.c.1.${2 ** 53 - 1}.2.1764490000123500000.0`);
    expect(streamSequence).toBe(2 ** 53 - 1);
  });
});
