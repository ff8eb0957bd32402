import { describe, expect, it } from '@jest/globals';
import { Disconnects } from '#contracts';
import { Downlink } from '#protocol';
import { fakeChannel, packet } from '../../test/fake-outlet.js';
import { Deliverer } from './deliverer.js';

const ONE = new Downlink([{ packets: packet('one') }], 'all');
const BUDGET = 100;

describe('Deliverer', () => {
  it('writes while at most the budget is pending', () => {
    const deliverer = new Deliverer({ current: { maxPending: BUDGET, onOverflow: 'disconnect' } });
    const { channel, outlet } = fakeChannel('k');
    outlet.pendingBytes = BUDGET;
    expect(deliverer.deliver(channel, ONE)).toBe(true);
    expect(outlet.writes).toEqual([ONE.tcp]);
    expect(deliverer.counts).toEqual({ writes: 1, dropped: 0, slow: 0 });
  });

  it('closes one that is above it as slow, without writing, and leaves the others alone', () => {
    const deliverer = new Deliverer({ current: { maxPending: BUDGET, onOverflow: 'disconnect' } });
    const slow = fakeChannel('slow');
    const other = fakeChannel('other');
    slow.outlet.pendingBytes = BUDGET + 1;
    expect([deliverer.deliver(slow.channel, ONE), deliverer.deliver(other.channel, ONE)]).toEqual([false, true]);
    expect(slow.outlet).toMatchObject({ writes: [], closes: [Disconnects.slow] });
    expect(other.outlet).toMatchObject({ writes: [ONE.tcp], closes: [] });
    expect(deliverer.counts).toEqual({ writes: 1, dropped: 1, slow: 1 });
  });

  it('by the policy `drop` leaves it open: it misses pushes until it has read', () => {
    const deliverer = new Deliverer({ current: { maxPending: BUDGET, onOverflow: 'drop' } });
    const { channel, outlet } = fakeChannel('k');
    outlet.pendingBytes = BUDGET + 1;
    expect(deliverer.deliver(channel, ONE)).toBe(false);
    outlet.pendingBytes = 0;
    expect(deliverer.deliver(channel, ONE)).toBe(true);
    expect(outlet).toMatchObject({ writes: [ONE.tcp], closes: [] });
    expect(deliverer.counts).toEqual({ writes: 1, dropped: 1, slow: 0 });
  });
});
