import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { HttpException, HttpStatus } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

export interface BrowserRules {
  /** Names, beside those below, by which the server may be asked; `*` = any. */
  readonly allowedHosts: readonly string[];
  /** Origins of other sites whose pages may ask; `*` = any. */
  readonly allowedOrigins: readonly string[];
}

export interface BrowserFault {
  readonly status: 403 | 421;
  readonly message: string;
}

const ANY = '*';
const READS = new Set(['GET', 'HEAD']);
const FROM_OTHERS = new Set(['cross-site', 'same-site']);

/**
 * Why a request must not be answered: a page of somebody else's has a browser ask, which reaches what its user reaches,
 * loopback too. A page whose name was made to resolve to this server (DNS rebinding) asks by that name; so an address,
 * `localhost`, the machine's own name and names without a dot, which no site has, are known, and any other name has to be
 * allowed. Any other page gives itself away by its origin. Programs send none.
 */
export function browserFault(
  { method = '', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { allowedHosts, allowedOrigins }: BrowserRules,
): BrowserFault | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isKnownHost(nameOf(host), allowedHosts)) {
    return {
      status: HttpStatus.MISDIRECTED,
      message: `no server of the name ${nameOf(host)} is here (http.allowedHosts)`,
    };
  }
  if (allowedOrigins.includes(ANY)) return undefined;
  if (origin !== undefined) {
    const isOwn = /^https?:\/\//.test(origin) && origin.slice(origin.indexOf('//') + 2) === host;
    if (isOwn || allowedOrigins.includes(origin)) return undefined;
    return { status: HttpStatus.FORBIDDEN, message: `pages of ${origin} may not ask here (http.allowedOrigins)` };
  }
  if (READS.has(method) || !FROM_OTHERS.has(String(headers['sec-fetch-site']))) return undefined;
  return { status: HttpStatus.FORBIDDEN, message: 'pages of other sites may not ask here (http.allowedOrigins)' };
}

/** Refuses such requests, before anything of them is read. */
export function refuseStrangeBrowsers(fastify: FastifyInstance, rules: BrowserRules): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const fault = browserFault(raw, rules);
    done(fault && new HttpException(fault.message, fault.status));
  });
}

function isKnownHost(name: string, allowed: readonly string[]): boolean {
  return (
    isIP(name) !== 0 ||
    name.endsWith('.localhost') ||
    /^[^.]+$/.test(name) ||
    name === hostname().toLowerCase() ||
    allowed.includes(ANY) ||
    allowed.some((one) => one.toLowerCase() === name)
  );
}

/** Without port and brackets, in lower case. */
function nameOf(host: string): string {
  return host
    .replace(/:\d*$/, '')
    .replaceAll(/^\[|\]$/g, '')
    .toLowerCase();
}
