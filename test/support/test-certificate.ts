import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for 127.0.0.1 that signed itself, and its key, as files in a folder of their own. Made by openssl. */
export class TestCertificate {
  private constructor(private readonly folder: string) {}

  /**
   * @param days that it is valid
   * @param name that it is for as well
   */
  static async make(days = 30, name = 'localhost'): Promise<TestCertificate> {
    const certificate = new TestCertificate(await mkdtemp(join(tmpdir(), 'goim-tls-')));
    await certificate.generate(days, name);
    return certificate;
  }

  get cert(): string {
    return join(this.folder, 'cert.pem');
  }

  get key(): string {
    return join(this.folder, 'key.pem');
  }

  /** What clients trust. */
  text(): Promise<string> {
    return readFile(this.cert, 'utf8');
  }

  /** Settings by which apps speak TLS with it: `settings('COMET', 'LOGIC')`. */
  settings(...apps: string[]): Record<string, string> {
    return Object.fromEntries(
      apps.flatMap((app) => [
        [`${app}__TLS__CERT`, this.cert],
        [`${app}__TLS__KEY`, this.key],
      ]),
    );
  }

  /** Puts another certificate with another key in its place. */
  async replace(days = 30): Promise<void> {
    await this.take(await TestCertificate.make(days));
  }

  /** Puts that certificate with its key in its place. */
  async take(other: TestCertificate): Promise<void> {
    await rename(other.key, this.key);
    await rename(other.cert, this.cert);
    await other.remove();
  }

  /** Overwrites the key alone. */
  async breakKey(text: string): Promise<void> {
    await writeFile(this.key, text);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  private async generate(days: number, name: string): Promise<void> {
    const subject = ['-subj', '/CN=goim test', '-addext', `subjectAltName=IP:127.0.0.1,DNS:${name}`];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await run('openssl', ['req', ...kind, '-days', `${days}`, ...subject, '-keyout', this.key, '-out', this.cert]);
  }
}
