import {
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type Server,
  type TlsOptions,
} from 'node:tls';
import { Logger } from '@nestjs/common';
import { ConfigError, FileWatch, readNamedFile, type PortTlsSection } from '#config';
import { certificatesOf } from './certificates-of.js';
import { pairFiles, parseKeyPair, readFiles, type KeyPair, type KeyPairFiles } from './key-pair.js';

const MS_PER_DAY = 86_400_000;
const WARN_BEFORE_DAYS = 14;

interface Served {
  readonly pair: KeyPair;
  readonly context: SecureContext;
}

/** What the files hold. */
interface Texts {
  readonly pairs: readonly { readonly cert: string; readonly key: string }[];
  readonly clientCa?: string;
}

/** Calls whoever reads more than the configuration when that is read again: a `LiveConfig`. */
interface Reloads {
  onReload(who: string, reread: () => void): void;
}

type Chosen = (error: Error | null, context?: SecureContext) => void;

/**
 * The certificates that the servers of an app show: of several, each to who asks for a name of its (SNI), and the first to
 * everybody else. They are read again when one of their files changes; new connections get the new ones, and those that are
 * there stay. Files that can't be used change nothing.
 */
export class ServerCertificate {
  private readonly logger = new Logger(ServerCertificate.name);
  private readonly servers = new Set<Server>();
  private readonly watches: readonly FileWatch[];
  /** What the files held when they were looked at last, usable or not. */
  private seen: string;
  private served: readonly Served[];
  private readonly reloads = { loaded: 0, refused: 0 };
  private readonly replaced: (() => void)[] = [];
  /** What clients' certificates are verified by, in PEM; undefined: clients need none. */
  private clientCa: string | undefined;
  private failedHandshakes = 0;

  private constructor(
    private readonly files: readonly KeyPairFiles[],
    private readonly minVersion: PortTlsSection['minVersion'],
    private readonly clientCaFile: string | undefined,
    private readonly section: string,
  ) {
    const texts = this.read();
    this.seen = JSON.stringify(texts);
    ({ served: this.served, clientCa: this.clientCa } = this.parse(texts));
    this.watches = files
      .flatMap(({ cert, key }) => [cert, key])
      .concat(clientCaFile ?? [])
      .map((file) => new FileWatch(file, () => this.reload()));
    this.warnOfExpiry();
  }

  /**
   * Reads the certificates, and from now on watches their files.
   *
   * @param name of the section, for errors
   * @returns nothing where none is configured
   * @throws ConfigError that names the file that can't be used
   */
  static open({ cert, key, minVersion, clientCa }: PortTlsSection, name = 'tls'): ServerCertificate | undefined {
    if (cert === undefined || key === undefined) return undefined;
    return new ServerCertificate(pairFiles({ cert, key, section: name }), minVersion, clientCa, name);
  }

  /** The same for an app whose configuration is read again on SIGHUP, and the certificate with it. */
  static of(live: Reloads, section: PortTlsSection, name = 'tls'): ServerCertificate | undefined {
    const certificate = ServerCertificate.open(section, name);
    live.onReload(name, () => certificate?.reload());
    return certificate;
  }

  /** For the making of a server, which then has to be handed to `serve`. */
  get options(): Pick<TlsOptions, 'cert' | 'key' | 'minVersion' | 'ca' | 'requestCert' | 'SNICallback'> {
    const options = { ...this.context, ...(this.clientCa !== undefined && { requestCert: true }) };
    if (this.files.length === 1) return options;
    return { ...options, SNICallback: (name: string, done: Chosen) => done(null, this.contextOf(name)) };
  }

  /** What is shown to who asks for no name. */
  get context(): Pick<SecureContextOptions, 'cert' | 'key' | 'minVersion' | 'ca'> {
    const { cert, key } = this.first.pair;
    return { cert, key, minVersion: this.minVersion, ...(this.clientCa !== undefined && { ca: this.clientCa }) };
  }

  /** Calls the listener when the certificate was replaced: for servers that `serve` can't have. */
  onReplaced(listener: () => void): void {
    this.replaced.push(listener);
  }

  /** Keeps the certificate of a server up to date. */
  serve(server: Server): void {
    this.servers.add(server);
    server.on('close', () => this.servers.delete(server));
    server.on('tlsClientError', () => this.failedHandshakes++);
  }

  /** Reads the files again, where they have changed. What can't be used is logged and counted. */
  reload(): void {
    try {
      const texts = this.read();
      const read = JSON.stringify(texts);
      if (this.seen === read) return;
      this.seen = read;
      ({ served: this.served, clientCa: this.clientCa } = this.parse(texts));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.reloads.refused++;
      this.logger.error('the new certificate is refused, the old one stays', { problems: error.problems });
      return;
    }
    const { expiresAt } = this.first.pair;
    for (const server of this.servers) server.setSecureContext(this.context);
    for (const listener of this.replaced) listener();
    this.reloads.loaded++;
    this.logger.log('the certificate was replaced', { expires: new Date(expiresAt).toISOString() });
    this.warnOfExpiry();
  }

  /** Milliseconds since 1970; of several certificates the first that expires. */
  get expiresAt(): number {
    return Math.min(...this.served.map(({ pair }) => pair.expiresAt));
  }

  get counts(): { readonly loaded: number; readonly refused: number; readonly failedHandshakes: number } {
    return { ...this.reloads, failedHandshakes: this.failedHandshakes };
  }

  /** Watches the files no more. */
  close(): void {
    for (const watch of this.watches) watch.close();
  }

  private get first(): Served {
    return this.served[0]!;
  }

  private read(): Texts {
    const pairs = this.files.map(readFiles);
    if (this.clientCaFile === undefined) return { pairs };
    return { pairs, clientCa: readNamedFile(`${this.section}.clientCa`, this.clientCaFile) };
  }

  private parse(texts: Texts): { served: Served[]; clientCa: string | undefined } {
    const { minVersion } = this;
    const ca =
      texts.clientCa === undefined
        ? undefined
        : certificatesOf(`${this.section}.clientCa`, this.clientCaFile!, texts.clientCa).pem;
    const served = texts.pairs.map((text, index) => {
      const pair = parseKeyPair(text, this.files[index]!);
      return { pair, context: createSecureContext({ cert: pair.cert, key: pair.key, minVersion, ca }) };
    });
    return { served, clientCa: ca };
  }

  private contextOf(name: string): SecureContext {
    return (this.served.find(({ pair }) => pair.isOf(name)) ?? this.first).context;
  }

  private warnOfExpiry(): void {
    for (const [index, { pair }] of this.served.entries()) {
      const days = Math.floor((pair.expiresAt - Date.now()) / MS_PER_DAY);
      const file = this.files[index]!.cert;
      if (days < WARN_BEFORE_DAYS) this.logger.warn('the certificate expires soon', { file, days });
    }
  }
}
