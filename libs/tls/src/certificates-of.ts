import { X509Certificate } from 'node:crypto';
import { ConfigError } from '#config';

const BEGIN = '-----BEGIN ';
const BEFORE_EACH_PART = /(?=-----BEGIN )/;
const PART = /^-----BEGIN ([A-Z\d ]+)-----[^]*?-----END \1-----/;
/** What OpenSSL takes for a certificate. */
const CERTIFICATE = /^(?:X509 |TRUSTED )?CERTIFICATE$/;

export interface Certificates {
  /** All of them in PEM, and nothing else: what OpenSSL is given was looked at. */
  readonly pem: string;
  readonly first: X509Certificate;
}

/**
 * Takes a file of certificates apart. OpenSSL passes over authorities that it can't read, and in a chain over what does not quite
 * look like a certificate: of a bundle that was cut off, or pasted badly, the rest would be missing without a word.
 *
 * Parts of other kinds, such as a key, and what stands between the parts are passed over.
 *
 * @param name of the setting, for errors
 * @throws ConfigError that names the file, and which part of it is damaged, the first being 1
 */
export function certificatesOf(name: string, file: string, text: string): Certificates {
  const parts = text.split(BEFORE_EACH_PART);
  const before = parts[0]!.startsWith(BEGIN) ? '' : parts.shift()!;
  assertOutside(name, file, 1, before);
  const certificates: { pem: string; certificate: X509Certificate }[] = [];
  for (const [index, part] of parts.entries()) {
    const [pem, label] = PART.exec(part) ?? [];
    if (pem === undefined) throw damaged(name, file, index + 1, 'has no END line');
    assertOutside(name, file, index + 2, part.slice(pem.length));
    if (CERTIFICATE.test(label!)) certificates.push({ pem, certificate: parse(name, file, index + 1, pem) });
  }
  if (certificates.length === 0) throw new ConfigError([`${name}: ${file} holds no certificate in PEM`]);
  return { pem: certificates.map(({ pem }) => `${pem}\n`).join(''), first: certificates[0]!.certificate };
}

/** @param number of the part that begins there if any does */
function assertOutside(name: string, file: string, number: number, text: string): void {
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  const isCutOff = lastLine !== '' && BEGIN.startsWith(lastLine);
  if (isCutOff || text.includes('-----END')) throw damaged(name, file, number, 'has no whole BEGIN line');
}

function parse(name: string, file: string, number: number, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    throw damaged(name, file, number, `is no certificate that can be read${why}`, cause);
  }
}

function damaged(name: string, file: string, number: number, problem: string, cause?: unknown): ConfigError {
  return new ConfigError([`${name}: part ${number} of ${file} ${problem}`], { cause });
}
