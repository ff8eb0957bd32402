import type { IncomingMessage } from 'node:http';
import { clientAddress, trustedIn, type Trusts } from '#http';

const FORWARDED_FOR = 'x-forwarded-for';

/** Whose a request is, where proxies that are trusted stand before it. */
export class ClientAddresses {
  private readonly trusts: Trusts;

  /** @param networks of the proxies that are trusted */
  constructor(networks: readonly string[]) {
    this.trusts = trustedIn(networks);
  }

  of({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string | undefined {
    return clientAddress(socket.remoteAddress, headers[FORWARDED_FOR]?.toString(), this.trusts);
  }
}
