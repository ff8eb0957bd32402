import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#contracts';

const HOST = 'host';
/** `http://host/path`, as a client writes it that takes us for a proxy (RFC 9112, 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([^#]*)/i;
/** Parameters with names of their own that a query may have: the parser takes up to 40 ms for those of 256 KiB. */
const MOST_NAMES = 1_000;
/** Parameters altogether; lists have 10,000 items at most. */
const MOST_PARAMETERS = 20_000;

interface ReceivedRequest extends Pick<IncomingMessage, 'rawHeaders' | 'url'> {
  readonly httpVersion?: string;
}

/** What is wrong with the queries that `withParsableQuery` took away. */
const unparsable = new WeakMap<object, string>();

/** Answers requests of doubtful meaning with 400, before anything of them is looked at. */
export function refuseAmbiguous(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const problem = ambiguityOf(raw);
    done(problem === undefined ? undefined : new AppError('invalid-argument', problem));
  });
}

/**
 * What makes it doubtful what a request asks for, so that it is refused rather than read in one of the ways; undefined
 * where nothing does.
 */
export function ambiguityOf(request: ReceivedRequest): string | undefined {
  const { rawHeaders, url = '', httpVersion } = request;
  // Node takes the first; a proxy before it may have taken another.
  let hosts = 0;
  for (let n = 0; n < rawHeaders.length; n += 2) if (isHost(rawHeaders[n]!)) hosts++;
  if (hosts > 1) {
    return 'the header Host is there more than once';
  }
  // RFC 9112, 3.2: only older versions do without.
  if (hosts === 0 && httpVersion === '1.1') return 'the header Host is not there';
  const tooMany = unparsable.get(request);
  if (tooMany !== undefined) return tooMany;
  const query = url.slice(url.indexOf('?') + 1);
  // A parser of queries leaves what it can't read as it is written: other text than was meant.
  if (query.includes('%') && !isDecodable(query)) return 'the query is no UTF-8, or has a % that begins no escape';
  return undefined;
}

/** The URL without a query that `refuseAmbiguous` then refuses for its many parameters, so that nobody parses it before. */
export function withParsableQuery(url: string, request: object): string {
  const tooMany = tooManyParameters(url);
  if (tooMany === undefined) return url;
  unparsable.set(request, tooMany);
  return url.slice(0, url.indexOf('?'));
}

/** A name that is repeated with a value, as goim's `keys`, is one. */
function tooManyParameters(url: string): string | undefined {
  const start = url.indexOf('?') + 1;
  if (start === 0 || url.length - start < MOST_NAMES) return undefined;
  const names = new Set<string>();
  let bare = 0;
  let last = '';
  for (let at = start, next = at, count = 1; next !== -1; at = next + 1, count++) {
    if (count > MOST_PARAMETERS) return `the query has more than ${MOST_PARAMETERS} parameters`;
    next = url.indexOf('&', at);
    // The set is asked once for all of a name that follow one another.
    if (last !== '' && url.startsWith(last, at)) continue;
    const parameter = next === -1 ? url.slice(at) : url.slice(at, next);
    const end = parameter.indexOf('=');
    last = end === -1 ? '' : parameter.slice(0, end + 1);
    if (end === -1) bare++;
    else names.add(last);
    if (names.size + bare > MOST_NAMES) return `the query has more than ${MOST_NAMES} names of parameters`;
  }
  return undefined;
}

/** Most names are no candidates by their length. */
function isHost(name: string): boolean {
  return name.length === HOST.length && name.toLowerCase() === HOST;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The target of a request in the form that routes are matched by. A target that names a host says which host is meant,
 * whatever the header `Host` has: so the header is set to it.
 */
export function originForm({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const [, authority, path] = ABSOLUTE_FORM.exec(url) ?? [];
  if (authority === undefined || path === undefined) return url;
  headers.host = authority;
  return path.startsWith('/') ? path : `/${path}`;
}
