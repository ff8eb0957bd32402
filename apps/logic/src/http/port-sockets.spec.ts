import { describe, expect, it } from '@jest/globals';
import { SocketPlaces } from '#limits';
import { LogicConfig } from '../config/logic.config.js';
import { portSockets } from './port-sockets.js';

const FAR = '192.0.2.1';
const TRUSTED = ['127.0.0.1', '10.1.1.1', '10.2.2.2'];

describe('the sockets of logic', () => {
  const all = new SocketPlaces({ current: { most: 4, ofAddress: 0 } }, []);
  const settings = { maxPerAddress: 1, trustProxy: ['10.1.1.1'], proxyProtocol: ['10.2.2.2'] };
  const ports = portSockets(LogicConfig.parse({ http: settings, api: { open: ['10.3.3.3'] } }), all);

  it.each(['http', 'public'] as const)('are as many of one address as it may have: %s', (port) => {
    expect([ports[port].enterFrom(FAR), ports[port].enterFrom(FAR)]).toEqual([true, false]);
    for (const address of TRUSTED) {
      for (let n = 0; n < 3; n++) expect(ports[port].enterFrom(address)).toBe(true);
    }
  });

  it('are any number of programs that need no key', () => {
    for (let n = 0; n < 3; n++) expect(ports.http.enterFrom('10.3.3.3')).toBe(true);
    expect([ports.public.enterFrom('10.3.3.3'), ports.public.enterFrom('10.3.3.3')]).toEqual([true, false]);
  });

  it('at the public port leave half of the places to others', () => {
    expect([1, 2, 3].map(() => ports.public.enter())).toEqual([true, true, false]);
    expect([1, 2].map(() => ports.http.enter())).toEqual([true, false]);
  });
});
