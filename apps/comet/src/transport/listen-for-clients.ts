import type { AddressInfo, Server } from 'node:net';

export interface ClientPort {
  readonly host: string;
  readonly port: number;
  /** Connections that the kernel keeps until they are accepted. */
  readonly backlog: number;
}

/**
 * Makes a server listen, and resolves with the address that it took.
 *
 * @param onError gets errors after that, such as too many open files: clients that are connected stay, and accepting goes
 *   on
 * @throws Error where it can't listen there
 */
export function listenForClients(
  server: Server,
  at: ClientPort,
  onError: (error: Error) => void,
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      server.on('error', onError);
      resolve(server.address() as AddressInfo);
    });
  });
}
