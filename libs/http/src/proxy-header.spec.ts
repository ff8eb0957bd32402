import { describe, expect, it } from '@jest/globals';
import { readProxyHeader } from './proxy-header.js';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const V4 = `${SIGNATURE}2111000ccb0071077f000001c8220c1d`;
const V6 = `${SIGNATURE}2121002420010db800000000000000000000000700000000000000000000000000000001c8220c1d`;
const MAPPED = `${SIGNATURE}2121002400000000000000000000ffffcb00710700000000000000000000000000000001c8220c1d`;

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('readProxyHeader', () => {
  it.each<[what: string, bytes: Buffer, client: object | undefined]>([
    [
      'version 1, IPv4',
      Buffer.from('PROXY TCP4 203.0.113.7 127.0.0.1 51234 3101\r\n'),
      { address: '203.0.113.7', port: 51234 },
    ],
    ['version 1, IPv6', Buffer.from('PROXY TCP6 2001:DB8:0::7 ::1 1 65535\r\n'), { address: '2001:db8::7', port: 1 }],
    ['version 1, not known', Buffer.from('PROXY UNKNOWN\r\n'), undefined],
    ['version 1, not known, with what is to be passed over', Buffer.from('PROXY UNKNOWN ffff::1 x 1 2\r\n'), undefined],
    ['version 2, IPv4', hex(V4), { address: '203.0.113.7', port: 51234 }],
    ['version 2, IPv6', hex(V6), { address: '2001:db8::7', port: 51234 }],
    ['version 2, IPv4 in IPv6', hex(MAPPED), { address: '203.0.113.7', port: 51234 }],
    [
      'version 2, with more behind the addresses',
      hex(V4.replace('000c', '0010') + '04000100'),
      { address: '203.0.113.7', port: 51234 },
    ],
    ['version 2, the balancer itself', hex(`${SIGNATURE}20000000`), undefined],
    ['version 2, the balancer itself, with addresses', hex(V4.replace('0a2111', '0a2011')), undefined],
    ['version 2, a family that has no addresses', hex(`${SIGNATURE}21000000`), undefined],
  ])('reads %s, and leaves what follows', (_, bytes, client) => {
    const header = readProxyHeader(Buffer.concat([bytes, Buffer.from('PROXY')]));
    expect(header).toEqual({ kind: 'header', length: bytes.length, ...(client && { client }) });
    for (let n = 0; n < bytes.length; n++) expect(readProxyHeader(bytes.subarray(0, n)).kind).toBe('incomplete');
  });

  it.each([
    'PROXY TCP4 203.0.113.7 127.0.0.1 51234\r\n',
    'PROXY TCP4 203.0.113.7 127.0.0.1 65536 1\r\n',
    'PROXY TCP4 2001:db8::7 ::1 1 1\r\n',
    'PROXY TCP4 203.0.113 127.0.0.1 1 1\r\n',
    'PROXY TCP4  203.0.113.7 127.0.0.1 1 1\r\n',
    'PROXY UDP4 203.0.113.7 127.0.0.1 1 1\r\n',
    'PROXY \r\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}`,
  ])('finds fault with version 1: %j', (text) => {
    expect(readProxyHeader(Buffer.from(text))).toEqual({ kind: 'malformed' });
  });

  it.each([
    ['another version', V4.replace('0a2111', '0a3111')],
    ['another command', V4.replace('0a2111', '0a2211')],
    ['a family that nobody knows', V4.replace('0a2111', '0a2141')],
    ['addresses that are cut short', V4.replace('000c', '000b')],
    ['a length above 4 KiB, though not all has come', `${SIGNATURE}21110ff1`],
  ])('finds fault with version 2: %s', (_, text) => {
    expect(readProxyHeader(hex(text))).toEqual({ kind: 'malformed' });
  });

  it.each([
    ['POST / HTTP/1.1\r\n'],
    ['PRI * HTTP/2.0'],
    ['\r\n\r\n\0\r\nQUIX'],
    ['\u0016\u0003\u0001'],
    ['proxy TCP4'],
  ])('knows what is none at the first byte that differs: %j', (text) => {
    expect(readProxyHeader(Buffer.from(text, 'latin1'))).toEqual({ kind: 'none' });
  });
});
