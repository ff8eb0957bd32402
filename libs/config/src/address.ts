import { isIP } from 'node:net';
import { z } from 'zod';
import { expects, secret, valueTraits } from './traits.js';

// RFC 1123 labels. An empty host is refused above all: Node takes it as every address of the machine.
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i;

const ALLOWED_HOST = /^(?:\*|[\w.-]+)$/;
const ANY = '*';
const HTTP_ADDRESS = /^https?:\/\/[^\s@]+$/;
const WEB_SCHEME = /^https?:\/\//;
const ORIGIN = /^(?:\*|[a-z][a-z0-9+.-]*:\/\/[^\s/]+)$/;

/** A port to listen on: 0 to 65535, where 0 takes any free one. */
export function port() {
  return z.int().min(0).max(65_535);
}

/** An IP address (without brackets) or a host name to listen on. */
export function host() {
  const schema = z.string().refine((text) => isIP(text) !== 0 || HOST_NAME.test(text), 'not a host');
  return expects(schema, 'a host name or an IP address');
}

/** Where a port listens: on this machine alone, unless it is configured otherwise. */
export function listenKeys(defaultPort: number) {
  return {
    host: host().default('127.0.0.1').describe('Address to listen on.'),
    port: port().default(defaultPort).describe('Port to listen on; 0 takes any free one.'),
  };
}

/** Names by which a server may be asked, besides those that it knows by itself. */
export function allowedHosts() {
  const name = expects(z.string().regex(ALLOWED_HOST), 'a host name such as "api.example.com", or "*"');
  return z.array(name).max(1_000).default([]);
}

/** Origins whose pages may ask, besides a server's own. Apps have schemes of their own: `capacitor://localhost`. */
export function allowedOrigins() {
  const origin = expects(
    z.string().refine((text) => ORIGIN.test(text) && isAsBrowsersWrite(text)),
    'an origin as browsers write it, such as "https://example.com" (in lower case, without the port that is the default, no pattern), or "*"',
  );
  return z.array(origin).max(1_000).default([]);
}

/** Browsers' words are compared as they are: one that is written in another way, or with a `*` in it, would let nobody in. */
function isAsBrowsersWrite(origin: string): boolean {
  if (origin === ANY) return true;
  if (origin.includes(ANY)) return false;
  return !WEB_SCHEME.test(origin) || (URL.canParse(origin) && new URL(origin).origin === origin);
}

/** An address of a NATS server. It may hold a password, so errors never repeat it. */
export function natsAddress(): z.ZodType<string, string> {
  const schema = secret().refine(isNatsAddress);
  valueTraits.add(schema, { expects: 'a NATS address such as "nats://127.0.0.1:4222"', secret: true });
  return schema;
}

/** An address of NATS; its scheme may be missing. @returns undefined where it is none */
export function natsUrl(text: string): URL | undefined {
  const url = text.includes('://') ? text : `nats://${text}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** WebSocket addresses are refused: the apps speak NATS by TCP alone. */
function isNatsAddress(text: string): boolean {
  const url = natsUrl(text);
  if (/[\s,]/.test(text) || !url) return false;
  const { protocol, hostname, pathname, search, hash } = url;
  const isBare = (pathname === '' || pathname === '/') && search === '' && hash === '';
  return (protocol === 'nats:' || protocol === 'tls:') && hostname !== '' && isBare;
}

/** An address that is asked by HTTP. */
export function httpAddress() {
  return expects(
    z.string().refine((text) => HTTP_ADDRESS.test(text) && URL.canParse(text)),
    'an address by HTTP or HTTPS, such as "https://example.com/keys"',
  );
}
