import type { IncomingMessage } from 'node:http';

const HOST = 'host';

/**
 * What makes it doubtful what a request asks for, so that it is refused rather than read in one of the ways; undefined
 * where nothing does.
 */
export function ambiguityOf({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>): string | undefined {
  // Node takes the first; a proxy before it may have taken another.
  if (rawHeaders.filter((name, n) => n % 2 === 0 && name.toLowerCase() === HOST).length > 1) {
    return 'the header Host is there more than once';
  }
  const query = url.slice(url.indexOf('?') + 1);
  // A parser of queries leaves what it can't read as it is written: other text than was meant.
  if (query.includes('%') && !isDecodable(query)) return 'the query is no UTF-8, or has a % that begins no escape';
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
