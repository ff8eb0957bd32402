import { beforeEach, expect, it, jest } from '@jest/globals';
import { ConnectionLimits } from './connection-limits.js';

let now: number;
let options: { maxConnections: number; maxPerAddress: number; addressRate: number; addressBurst: number };
let limits: ConnectionLimits;

beforeEach(() => {
  now = 0;
  options = { maxConnections: 0, maxPerAddress: 2, addressRate: 0, addressBurst: 1 };
  limits = new ConnectionLimits({ current: options }, ['10.9.0.0/16'], () => now);
});

it('an address has as many connections as it may, and others have theirs', () => {
  expect([limits.enter('10.0.0.1'), limits.enter('10.0.0.1')]).toEqual([undefined, undefined]);
  expect(limits.enter('10.0.0.1')).toBe('at most 2 of one address');
  expect(limits.enter('10.0.0.2')).toBeUndefined();
  limits.leave('10.0.0.1');
  expect(limits.enter('10.0.0.1')).toBe('at most 2 of one address');
  for (let n = 0; n < 3; n++) limits.leave('10.0.0.1');
  expect(limits.enter('10.0.0.1')).toBeUndefined();
});

it('addresses of IPv6 are one where their first 64 bits are', () => {
  for (const address of ['2001:db8::1', '2001:db8:0:0:ffff::2']) expect(limits.enter(address)).toBeUndefined();
  expect(limits.enter('2001:db8::3')).toBe('at most 2 of one address');
  expect(limits.enter('2001:db8:0:1::1')).toBeUndefined();
});

it.each(['127.0.0.1', '127.8.8.8', '::1', '10.9.1.1'])('%s, of the machine or a proxy, has any number', (address) => {
  for (let n = 0; n < 10; n++) expect(limits.enter(address)).toBeUndefined();
});

it('what is no address is one', () => {
  for (let n = 0; n < 2; n++) expect(limits.enter('unknown')).toBeUndefined();
  expect(limits.enter('unknown')).toBe('at most 2 of one address');
});

it('an address has so many new connections a second, also where none of them stays', () => {
  options = Object.assign(options, { maxPerAddress: 0, addressRate: 10, addressBurst: 3 });
  const come = (): string | undefined => {
    const refused = limits.enter('10.0.0.1');
    limits.leave('10.0.0.1');
    return refused;
  };
  for (let n = 0; n < 3; n++) expect(come()).toBeUndefined();
  expect(come()).toBe('at most 10 a second of one address');
  now += 100;
  expect([come(), come()]).toEqual([undefined, 'at most 10 a second of one address']);
});

it('a connection that is closed for a flood costs its address as much as twenty', () => {
  options = Object.assign(options, { maxPerAddress: 0, addressRate: 10, addressBurst: 25 });
  expect(limits.enter('10.0.0.1')).toBeUndefined();
  limits.leave('10.0.0.1', true);
  for (let n = 0; n < 4; n++) expect(limits.enter('10.0.0.1')).toBeUndefined();
  expect(limits.enter('10.0.0.1')).toBe('at most 10 a second of one address');
  expect(limits.enter('10.0.0.2')).toBeUndefined();
});

/** An address of its own for each number. */
function nth(n: number): string {
  return `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
}

it('a new address costs the same however many are connected: nobody looks for one to forget among them', () => {
  Object.assign(options, { addressRate: 1, addressBurst: 1 });
  for (let n = 0; n < 55_000; n++) limits.enter(nth(n));
  const step = jest.spyOn(Object.getPrototypeOf(new Map().keys()) as Iterator<unknown>, 'next');
  try {
    for (let n = 55_000; n < 55_010; n++) limits.enter(nth(n));
    expect(step.mock.calls.length).toBeLessThanOrEqual(10);
  } finally {
    step.mockRestore();
  }
});

it('remembers no more addresses than it may', () => {
  Object.assign(options, { addressRate: 1, addressBurst: 1 });
  expect(limits.enter('192.0.2.1')).toBeUndefined();
  const remembered = (): number => limits['left'].size + limits['leftBefore'].size;
  let most = 0;
  for (let n = 0; n < 60_000; n++) {
    limits.enter(nth(n));
    limits.leave(nth(n));
    most = Math.max(most, remembered());
  }
  expect(most).toBe(50_000);
  // Those that were left last are remembered, and whoever comes back is no more among those that may be forgotten.
  const refused = new Set<unknown>();
  for (let n = 35_000; n < 60_000; n++) refused.add(limits.enter(nth(n)));
  expect([[...refused], remembered()]).toEqual([['at most 1 a second of one address'], 10_000]);
  expect(limits.enter(nth(0))).toBeUndefined();
  // Whoever is connected is counted all the same.
  expect(limits.enter('192.0.2.1')).toBe('at most 1 a second of one address');
});

it('there are as many in all as are said, those of the machine among them', () => {
  options.maxConnections = 2;
  expect([limits.enter('127.0.0.1'), limits.enter('10.0.0.1')]).toEqual([undefined, undefined]);
  expect(limits.enter('127.0.0.1')).toBe('at most 2 in all');
  for (const address of ['127.0.0.1', '127.0.0.1']) limits.leave(address);
  expect(limits.enter('127.0.0.1')).toBeUndefined();
});

it.each([
  [20, 15],
  [20_000, 19_744],
  [Infinity, Infinity],
])('where nothing is said, and %d files may be open, there are %d in all', (files, most) => {
  const byFiles = new ConnectionLimits({ current: options }, [], () => now, files);
  expect(byFiles.most).toBe(most);
  for (let n = 0; n < Math.min(most, 50_000); n++) expect(byFiles.enter('127.0.0.1')).toBeUndefined();
  expect(byFiles.enter('127.0.0.1')).toBe(most === Infinity ? undefined : `at most ${most} in all`);
});

it('sockets by HTTP and connections have no more files than there are, less those that are kept back', () => {
  limits = new ConnectionLimits({ current: options }, [], () => now, 8, { taken: 3 });
  for (let n = 0; n < 3; n++) expect(limits.enter('127.0.0.1')).toBeUndefined();
  expect(limits.enter('127.0.0.1')).toBe('at most 6 in all');
});
