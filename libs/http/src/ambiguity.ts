import type { IncomingMessage } from 'node:http';
import { AppError } from '#contracts';
import type { FastifyInstance } from 'fastify';

const HOST = 'host';

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
export function ambiguityOf({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>): string | undefined {
  // Node takes the first; a proxy before it may have taken another.
  let hosts = 0;
  for (let n = 0; n < rawHeaders.length; n += 2) if (isHost(rawHeaders[n]!)) hosts++;
  if (hosts > 1) {
    return 'the header Host is there more than once';
  }
  const query = url.slice(url.indexOf('?') + 1);
  // A parser of queries leaves what it can't read as it is written: other text than was meant.
  if (query.includes('%') && !isDecodable(query)) return 'the query is no UTF-8, or has a % that begins no escape';
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
