import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type ListenOptions, type Server, type Socket } from 'node:net';
import { PassThrough, Transform } from 'node:stream';

/** Stands between a client and a server by TCP, so that a test can cut this one link, or have it be long. */
export class TcpProxy {
  /** Milliseconds that bytes take each way, on connections that are made from now on. */
  latency = 0;
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private target: URL | undefined;

  private constructor(private readonly server: Server) {}

  /**
   * @param target `scheme://host:port` of the server; without one, clients are refused until `lead` says where to
   * @param at where it listens itself
   */
  static async start(target?: string, at: ListenOptions = {}): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    if (target !== undefined) proxy.lead(target);
    server.on('connection', (client) => proxy.take(client));
    server.listen({ host: '127.0.0.1', port: 0, ...at });
    await once(server, 'listening');
    return proxy;
  }

  private get address(): AddressInfo {
    return this.server.address() as AddressInfo;
  }

  /** `127.0.0.1:port`, to be called in place of the server. */
  get host(): string {
    return `${this.address.address}:${this.port}`;
  }

  get port(): number {
    return this.address.port;
  }

  /** The address of the server by way of this, with the credentials that it names. */
  urlOf(server: string): string {
    return server.replace(new URL(server).host, this.host);
  }

  /** From now on new connections go there, such as to the server that took the place of the last one. */
  lead(target: string): void {
    this.target = new URL(target);
  }

  /** Breaks every connection, and refuses new ones until `mend`. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(client: Socket): void {
    if (this.target && !this.isCut) {
      this.join(client, connect({ host: this.target.hostname, port: Number(this.target.port) }));
    } else client.destroy();
  }

  private join(client: Socket, server: Socket): void {
    for (const [socket, peer] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        peer.destroy();
      });
    }
    client.pipe(this.link()).pipe(server).pipe(this.link()).pipe(client);
  }

  private link(): Transform {
    const { latency } = this;
    if (latency === 0) return new PassThrough();
    return new Transform({ transform: (chunk, _encoding, done) => void setTimeout(done, latency, null, chunk) });
  }
}
