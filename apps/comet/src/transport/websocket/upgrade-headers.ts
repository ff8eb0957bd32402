import type { IncomingHttpHeaders } from 'node:http';

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Writes the lists in the headers of an upgrade as `ws` takes them: it refuses lists with empty items, which RFC 9110 has
 * recipients pass over, and which React Native and Deno send where a client names no protocol; and `websocket` beside
 * other protocols.
 */
export function tidyUpgradeHeaders(headers: IncomingHttpHeaders): void {
  if (itemsOf(headers.upgrade).some((item) => item.toLowerCase() === 'websocket')) headers.upgrade = 'websocket';
  const protocols = new Set(itemsOf(headers['sec-websocket-protocol']).filter((item) => TOKEN.test(item)));
  if (protocols.size > 0) headers['sec-websocket-protocol'] = [...protocols].join(', ');
  else delete headers['sec-websocket-protocol'];
}

function itemsOf(list = ''): string[] {
  return list.split(',').map((item) => item.trim());
}
