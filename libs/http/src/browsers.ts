import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { HttpException, HttpStatus } from '@nestjs/common';
import { isLoopback, type Live } from '#config';
import type { FastifyInstance } from 'fastify';
import { READS } from './reads.js';

export interface BrowserRules {
  /** Section of the configuration that the lists stand in, for who is refused. */
  readonly section: 'http' | 'ops';
  /** Names, beside those below, by which the server may be asked; `*` = any. */
  readonly allowedHosts: readonly string[];
  /** Origins of other sites whose pages may ask; `*` = any. */
  readonly allowedOrigins: readonly string[];
  /** Whether pages of another port of the host that is asked may ask: cookies know no ports, so nothing more can be had by it. */
  readonly takesOtherPorts?: boolean;
  /** Whether a GET does something: then no page of another site may have one sent, by an image or a link either. */
  readonly readsAct?: boolean;
}

export interface BrowserFault {
  readonly status: 403 | 421;
  /** Stable, for the metrics. */
  readonly reason: 'host' | 'origin';
  readonly message: string;
}

const ANY = '*';
const HOW_TO_ALLOW = 'http.allowedOrigins';
const WEB_ORIGIN = /^https?:\/\/(.*)$/;
const FROM_OTHERS = new Set(['cross-site', 'same-site']);

/**
 * Why a request must not be answered: a page of somebody else's has a browser ask, which reaches what its user reaches,
 * loopback too. A page whose name was made to resolve to this server (DNS rebinding) asks by that name; so an address,
 * `localhost`, the machine's own name and names without a dot, which no site has, are known, and any other name has to be
 * allowed. Any other page gives itself away by its origin. Programs send none.
 */
export function browserFault(
  { method = '', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { section, allowedHosts, allowedOrigins, takesOtherPorts = false, readsAct = false }: BrowserRules,
): BrowserFault | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isKnownHost(nameOf(host), allowedHosts)) {
    return {
      status: HttpStatus.MISDIRECTED,
      reason: 'host',
      message: `no server of the name ${nameOf(host)} is here (${section}.allowedHosts)`,
    };
  }
  if (allowedOrigins.includes(ANY)) return undefined;
  const foreign = { status: HttpStatus.FORBIDDEN, reason: 'origin' } as const;
  if (origin !== undefined) {
    const from = WEB_ORIGIN.exec(origin)?.[1];
    const isOwn = from !== undefined && (from === host || (takesOtherPorts && isSameHost(from, host ?? '')));
    if (isOwn || allowedOrigins.includes(origin)) return undefined;
    return { ...foreign, message: `pages of ${origin} may not ask here (${HOW_TO_ALLOW})` };
  }
  if ((READS.has(method) && !readsAct) || !FROM_OTHERS.has(String(headers['sec-fetch-site']))) return undefined;
  return { ...foreign, message: `pages of other sites may not ask here (${HOW_TO_ALLOW})` };
}

/** Refuses such requests, before anything of them is read. @param refused counts them */
export function refuseStrangeBrowsers(
  fastify: FastifyInstance,
  rules: Live<BrowserRules>,
  refused: (reason: string) => void,
): void {
  // Programs ask by one name, again and again, and say nothing else that the rules look at.
  let known: { readonly host: string | undefined; readonly rules: BrowserRules } | undefined;
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const { current } = rules;
    const { host, origin, 'sec-fetch-site': site } = raw.headers;
    const isProgram = origin === undefined && site === undefined;
    if (isProgram && known?.host === host && known?.rules === current) {
      done();
      return;
    }
    const fault = browserFault(raw, current);
    if (fault) refused(fault.reason);
    else if (isProgram) known = { host, rules: current };
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
    allowed.some((one) => nameOf(one) === name)
  );
}

/** Whether both are one machine, whatever the ports. */
function isSameHost(one: string, other: string): boolean {
  const [name, otherName] = [nameOf(one), nameOf(other)];
  return name === otherName || (isLoopback(name) && isLoopback(otherName));
}

/** Without port and brackets, in lower case. */
function nameOf(host: string): string {
  return host
    .replace(/:\d*$/, '')
    .replaceAll(/^\[|\]$/g, '')
    .toLowerCase();
}
