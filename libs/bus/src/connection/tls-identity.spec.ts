import { describe, expect, it } from '@jest/globals';
import type { PeerCertificate } from 'node:tls';
import { natsIdentity } from './tls-identity.js';

/** What is said against a certificate for these names, by a server at the address to which Node gives the name localhost. */
function refusalOf(subjectaltname: string, remoteAddress: string, servername = ''): string | undefined {
  const certificate = { subject: { CN: 'test' }, subjectaltname } as PeerCertificate;
  const options = { servername, socket: { remoteAddress } };
  const refusal = natsIdentity.checkServerIdentity.call(options as never, servername || 'localhost', certificate);
  return refusal?.message;
}

describe('the certificate of a NATS server', () => {
  it('is to be for the address that it is reached at', () => {
    expect(refusalOf('IP Address:10.0.0.5', '10.0.0.5')).toBeUndefined();
    expect(refusalOf('IP Address:10.0.0.5', '10.0.0.6')).toContain("IP: 10.0.0.6 is not in the cert's list");
  });

  it('is for no other machine where it is for localhost', () => {
    expect(refusalOf('DNS:localhost', '10.0.0.5')).toContain("IP: 10.0.0.5 is not in the cert's list");
    expect(refusalOf('DNS:localhost', '127.0.0.1')).toBeUndefined();
    expect(refusalOf('DNS:localhost', '::1')).toBeUndefined();
  });

  it('is to be for the name where it was asked for by one', () => {
    expect(refusalOf('DNS:nats.example', '10.0.0.5', 'nats.example')).toBeUndefined();
    expect(refusalOf('IP Address:10.0.0.5', '10.0.0.5', 'nats.example')).toContain('Host: nats.example. is not');
  });
});
