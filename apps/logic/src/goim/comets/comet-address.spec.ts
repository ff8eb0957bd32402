import { expect, it } from '@jest/globals';
import { cometAddress } from './comet-address.js';

const addresses = ['host=10.0.0.9:4109', 'host-2=[fd00::9]:3109'];

it.each([
  ['10.0.0.1:51234', '10.0.0.1:3109'],
  ['::ffff:10.0.0.1:51234', '10.0.0.1:3109'],
  ['fd00::1:51234', '[fd00::1]:3109'],
  ['[fd00::1]:51234', '[fd00::1]:3109'],
])('a comet that calls from %s serves at %s', (peer, address) => {
  expect(cometAddress('somebody', peer, { port: 3109, addresses })).toBe(address);
});

it.each([
  ['host', '10.0.0.9:4109'],
  ['host-2', '[fd00::9]:3109'],
  ['ho', '10.0.0.1:3109'],
])('%s serves at %s, as it is configured, wherever it calls from', (server, address) => {
  expect(cometAddress(server, '10.0.0.1:51234', { port: 3109, addresses })).toBe(address);
});
