import type { AddressInfo, Server } from 'node:net';

/**
 * Makes a server listen, and resolves with the address that it took.
 *
 * @param at `backlog`: connections that the kernel keeps until they are accepted
 * @param onError gets errors after that, such as too many open files: clients that are connected stay, and accepting goes
 *   on
 * @throws Error where it can't listen there
 */
export function startListening(
  server: Server,
  at: { readonly host: string; readonly port: number; readonly backlog?: number },
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
