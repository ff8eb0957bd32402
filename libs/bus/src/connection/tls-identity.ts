import type { Socket } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { isLoopback } from '#config';

/**
 * Whether a NATS server's certificate is one of the address that was connected to: an option for Node, on to which the NATS
 * library hands what it does not know. By a server that is named by its IP address it gives Node no name, and Node takes a
 * name that nobody gave for `localhost`: certificates for the address would be refused, and those for localhost accepted from
 * anywhere.
 */
export const natsIdentity = {
  /** Node calls it as a method of its options, which have the socket below; without one, Node's own name is looked at. */
  checkServerIdentity(
    this: ConnectionOptions | undefined,
    name: string,
    certificate: PeerCertificate,
  ): Error | undefined {
    const address = this?.servername ? undefined : (this?.socket as Socket | undefined)?.remoteAddress;
    if (address === undefined) return checkServerIdentity(name, certificate);
    const refusal = checkServerIdentity(address, certificate);
    // By either this machine is meant.
    return refusal && isLoopback(address) ? checkServerIdentity('localhost', certificate) && refusal : refusal;
  },
};
