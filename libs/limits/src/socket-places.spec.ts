import { beforeEach, describe, expect, it } from '@jest/globals';
import { SocketPlaces, type SocketBounds } from './index.js';

let bounds: { -readonly [Key in keyof SocketBounds]: SocketBounds[Key] };
let places: SocketPlaces;

beforeEach(() => {
  bounds = { most: 100, ofAddress: 2 };
  places = new SocketPlaces({ current: bounds }, ['10.9.0.0/16']);
});

describe('the places of sockets', () => {
  it('are as many in all as are said, whoever they are of', () => {
    bounds.most = 2;
    expect([places.enter(), places.enter(), places.enter()]).toEqual([true, true, false]);
    places.leave();
    places.leave();
    expect([places.taken, places.enter(), places.enter()]).toEqual([1, true, false]);
  });

  it('are as many of one address, of IPv6 of its first 64 bits', () => {
    const enter = (address: string): boolean => places.enterFrom(address);
    expect([enter('192.0.2.1'), enter('192.0.2.1'), enter('192.0.2.1'), enter('192.0.2.2')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    places.leaveFrom('192.0.2.1');
    places.leaveFrom('192.0.2.1');
    expect(enter('192.0.2.1')).toBe(true);
    expect([enter('2001:db8::1'), enter('2001:db8::2'), enter('2001:db8::3')]).toEqual([true, true, false]);
    bounds.ofAddress = 0;
    expect(enter('2001:db8::4')).toBe(true);
  });

  it.each(['127.0.0.1', '::1', '10.9.1.1'])('%s has any number', (address) => {
    bounds.ofStrangers = 0;
    for (let n = 0; n < 10; n++) expect(places.enterFrom(address)).toBe(true);
  });

  it('are as many of all others together, each from where it comes', () => {
    bounds.ofStrangers = 2;
    const enterAll = (): boolean[] => ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((one) => places.enterFrom(one));
    expect(enterAll()).toEqual([true, true, false]);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '10.9.1.1']) places.leaveFrom(address);
    expect(enterAll()).toEqual([true, true, false]);
  });

  it('that are a part of others count for these as well', () => {
    const part = new SocketPlaces({ current: { most: 10, ofAddress: 0 } }, [], places);
    bounds.most = 1;
    expect([part.enter(), part.enter(), places.taken]).toEqual([true, false, 2]);
    expect([1, 2, 3].map(() => part.enterFrom('192.0.2.1'))).toEqual([true, true, false]);
    part.leave();
    for (let n = 0; n < 3; n++) part.leaveFrom('192.0.2.1');
    expect([part.taken, places.taken, part.enterFrom('192.0.2.1')]).toEqual([1, 1, true]);
  });
});
