import { createSecureContext, type SecureContext, type Server, type TlsOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { ConfigError, FileWatch, type TlsSection } from '#config';
import type { Metrics } from '#observability';
import { pairFiles, parseKeyPair, readFiles, type KeyPair, type KeyPairFiles } from './key-pair.js';

const MS_PER_SECOND = 1_000;
const MS_PER_DAY = 86_400_000;
const WARN_BEFORE_DAYS = 14;

interface Served {
  readonly pair: KeyPair;
  readonly context: SecureContext;
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
  private failedHandshakes = 0;

  private constructor(
    private readonly files: readonly KeyPairFiles[],
    private readonly minVersion: TlsSection['minVersion'],
  ) {
    const texts = files.map(readFiles);
    this.seen = JSON.stringify(texts);
    this.served = this.parse(texts);
    this.watches = files
      .flatMap(({ cert, key }) => [cert, key])
      .map((file) => new FileWatch(file, () => this.reload()));
    this.warnOfExpiry();
  }

  /**
   * Reads the certificates, and from now on watches their files.
   *
   * @returns nothing where none is configured
   * @throws ConfigError that names the file that can't be used
   */
  static open({ cert, key, minVersion }: TlsSection): ServerCertificate | undefined {
    if (cert === undefined || key === undefined) return undefined;
    return new ServerCertificate(pairFiles({ cert, key }), minVersion);
  }

  /** For the making of a server, which then has to be handed to `serve`. */
  get options(): Pick<TlsOptions, 'cert' | 'key' | 'minVersion' | 'SNICallback'> {
    const { cert, key } = this.first.pair;
    const options = { cert, key, minVersion: this.minVersion };
    if (this.files.length === 1) return options;
    return { ...options, SNICallback: (name: string, done: Chosen) => done(null, this.contextOf(name)) };
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
      const texts = this.files.map(readFiles);
      const read = JSON.stringify(texts);
      if (this.seen === read) return;
      this.seen = read;
      this.served = this.parse(texts);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.reloads.refused++;
      this.logger.error('the new certificate is refused, the old one stays', { problems: error.problems });
      return;
    }
    const { cert, key, expiresAt } = this.first.pair;
    for (const server of this.servers) server.setSecureContext({ cert, key, minVersion: this.minVersion });
    this.reloads.loaded++;
    this.logger.log('the certificate was replaced', { expires: new Date(expiresAt).toISOString() });
    this.warnOfExpiry();
  }

  show(metrics: Metrics): void {
    metrics.observedLowest(
      'goim_tls_certificate_expiry_seconds',
      'Time until the certificate expires, of several the first.',
      () => {
        return (Math.min(...this.served.map(({ pair }) => pair.expiresAt)) - Date.now()) / MS_PER_SECOND;
      },
    );
    metrics.observedCounter(
      'goim_tls_reloads_total',
      'Certificates that were read anew.',
      () => this.reloads,
      'outcome',
    );
    metrics.observedCounter(
      'goim_tls_failed_handshakes_total',
      'Connections that ended before TLS was agreed on.',
      () => this.failedHandshakes,
    );
  }

  /** Watches the files no more. */
  close(): void {
    for (const watch of this.watches) watch.close();
  }

  private get first(): Served {
    return this.served[0]!;
  }

  private parse(texts: readonly { cert: string; key: string }[]): Served[] {
    return texts.map((text, index) => {
      const pair = parseKeyPair(text, this.files[index]!);
      return { pair, context: createSecureContext({ ...text, minVersion: this.minVersion }) };
    });
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
