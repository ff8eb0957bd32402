import type { AddressInfo } from 'node:net';
import { listenOn, printAddress } from '#lifecycle';
import type { ServerCertificate } from '#tls';
import type { CometConfig } from '../config/comet.config.js';
import type { HttpServer } from './http/http.server.js';
import type { ClientPort } from './port-options.js';
import type { TcpServer } from './tcp/tcp.server.js';
import { CLIENTS_PATH, type CometWsAdapter } from './websocket/websocket.adapter.js';

type PortName = 'tcp' | 'websocket' | 'http' | 'tcps' | 'wss';

/** Every port that clients connect to. */
export class ClientPorts {
  constructor(
    private readonly tcp: TcpServer,
    private readonly websocket: CometWsAdapter,
    private readonly http: HttpServer,
    /** With it, the ports by TLS are there. */
    private readonly certificate: ServerCertificate | undefined,
  ) {}

  /**
   * @returns where clients can connect, by the names of the ports
   * @throws ListenError where a port can't be had
   */
  async listen(config: CometConfig): Promise<Record<string, string>> {
    const { tcp, websocket, certificate } = this;
    const listen = <T>(name: PortName, start: (at: ClientPort) => Promise<T>): Promise<T> => {
      const { host, port } = config[name];
      const { backlog } = config.connection;
      return listenOn({ key: `${name}.port`, host, port }, () => start({ host, port, backlog }));
    };
    // In the order of the names: workers that take free ports then take the same ones.
    const addresses: Record<string, string> = {
      tcp: `tcp://${print(await listen('tcp', (at) => tcp.listen(at)))}`,
      websocket: `ws://${print(await listen('websocket', (at) => websocket.listen(at)))}${CLIENTS_PATH}`,
      http: await listen('http', (at) => this.http.listen(at)),
    };
    if (certificate) {
      addresses['tcps'] = `tcps://${print(await listen('tcps', (at) => tcp.listenSecurely(at, certificate)))}`;
      addresses['wss'] = `wss://${print(await listen('wss', (at) => websocket.listenSecurely(at)))}${CLIENTS_PATH}`;
    }
    return addresses;
  }

  stopAccepting(): void {
    this.tcp.stopAccepting();
    this.websocket.stopAccepting();
    this.http.stopAccepting();
  }

  /** Ends what is left of the clients, once they were closed. (Nest ends those by WebSocket.) */
  async close(): Promise<void> {
    await this.http.close();
    this.certificate?.close();
  }
}

function print({ address: host, port }: AddressInfo): string {
  return printAddress({ host, port });
}
