import type { Server, TlsOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { ConfigError, FileWatch, type TlsSection } from '#config';
import type { Metrics } from '#observability';
import { parseKeyPair, readFiles, type KeyPair, type KeyPairFiles } from './key-pair.js';

const MS_PER_SECOND = 1_000;
const MS_PER_DAY = 86_400_000;
const WARN_BEFORE_DAYS = 14;

/**
 * The certificate that the servers of an app show. It is read again when one of its files changes; new connections get the
 * new one, and those that are there stay. Files that can't be used change nothing.
 */
export class ServerCertificate {
  private readonly logger = new Logger(ServerCertificate.name);
  private readonly servers = new Set<Server>();
  private readonly watches: readonly FileWatch[];
  /** What the files held when they were looked at last, usable or not. */
  private seen: string;
  private readonly reloads = { loaded: 0, refused: 0 };
  private failedHandshakes = 0;

  private constructor(
    private readonly files: KeyPairFiles,
    private readonly minVersion: TlsSection['minVersion'],
    private pair: KeyPair,
  ) {
    this.seen = pair.cert + pair.key;
    this.watches = [files.cert, files.key].map((file) => new FileWatch(file, () => this.reload()));
    this.warnOfExpiry();
  }

  /**
   * Reads the certificate, and from now on watches its files.
   *
   * @returns nothing where none is configured
   * @throws ConfigError that names the file that can't be used
   */
  static open({ cert, key, minVersion }: TlsSection): ServerCertificate | undefined {
    if (cert === undefined || key === undefined) return undefined;
    const files = { cert, key };
    return new ServerCertificate(files, minVersion, parseKeyPair(readFiles(files), files));
  }

  /** For the making of a server, which then has to be handed to `serve`. */
  get options(): Pick<TlsOptions, 'cert' | 'key' | 'minVersion'> {
    return { cert: this.pair.cert, key: this.pair.key, minVersion: this.minVersion };
  }

  /** Keeps the certificate of a server up to date. */
  serve(server: Server): void {
    this.servers.add(server);
    server.on('close', () => this.servers.delete(server));
    server.on('tlsClientError', () => this.failedHandshakes++);
  }

  /** Reads the files again, where they have changed. What can't be used is logged and counted. */
  reload(): void {
    let pair: KeyPair;
    try {
      const read = readFiles(this.files);
      if (this.seen === read.cert + read.key) return;
      this.seen = read.cert + read.key;
      pair = parseKeyPair(read, this.files);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.reloads.refused++;
      this.logger.error('the new certificate is refused, the old one stays', { problems: error.problems });
      return;
    }
    this.pair = pair;
    for (const server of this.servers) server.setSecureContext(this.options);
    this.reloads.loaded++;
    this.logger.log('the certificate was replaced', { expires: new Date(pair.expiresAt).toISOString() });
    this.warnOfExpiry();
  }

  show(metrics: Metrics): void {
    metrics.observedLowest('goim_tls_certificate_expiry_seconds', 'Time until the certificate expires.', () => {
      return (this.pair.expiresAt - Date.now()) / MS_PER_SECOND;
    });
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

  private warnOfExpiry(): void {
    const days = Math.floor((this.pair.expiresAt - Date.now()) / MS_PER_DAY);
    if (days < WARN_BEFORE_DAYS) this.logger.warn('the certificate expires soon', { file: this.files.cert, days });
  }
}
