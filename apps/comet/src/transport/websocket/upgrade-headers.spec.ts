import { describe, expect, it } from '@jest/globals';
import { tidyUpgradeHeaders } from './upgrade-headers.js';

describe('the headers of an upgrade', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    [' ', undefined],
    [',', undefined],
    ['chat, v2', 'chat, v2'],
    ['a,,b', 'a, b'],
    ['a,a', 'a'],
    ['a b', undefined],
  ])('name of the protocols %j: %j', (given, expected) => {
    const headers = given === undefined ? {} : { 'sec-websocket-protocol': given };
    tidyUpgradeHeaders(headers);
    expect(headers).toEqual(expected === undefined ? {} : { 'sec-websocket-protocol': expected });
  });

  it.each([
    ['websocket', 'websocket'],
    ['WebSocket', 'websocket'],
    ['h2c, websocket', 'websocket'],
    ['h2c', 'h2c'],
  ])('ask for %j: %j', (upgrade, expected) => {
    const headers = { upgrade };
    tidyUpgradeHeaders(headers);
    expect(headers).toEqual({ upgrade: expected });
  });
});
