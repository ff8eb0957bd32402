import { environment } from './environment.js';
import { GoimError } from './goim-error.js';

/** How long to wait between two attempts: a random share of base x factor^n, at most max; in milliseconds. */
export interface Backoff {
  readonly base: number;
  readonly factor: number;
  readonly max: number;
}

export interface Nodes {
  /** Addresses to try, the best first. */
  readonly urls: readonly string[];
  readonly backoff?: Backoff;
}

/** goim's answer; seconds. */
interface Weighted {
  readonly domain: string;
  readonly ws_port: number;
  readonly wss_port: number;
  readonly nodes: readonly string[] | null;
  readonly backoff: { readonly max_delay: number; readonly base_delay: number; readonly factor: number };
}

/**
 * Asks goim's `/goim/nodes/weighted` where to connect.
 *
 * @param asking ends it before
 * @throws where it does not answer in time, or refuses
 */
export async function askNodes(address: string, timeoutMs: number, asking: AbortController): Promise<Nodes> {
  const timer = setTimeout(() => asking.abort(new GoimError('timeout', 'nodes did not answer')), timeoutMs);
  const data = await askWeighted(address, asking.signal).finally(() => clearTimeout(timer));
  const isSecure = address.startsWith('https:') || environment.location?.protocol === 'https:';
  const [scheme, port] = isSecure ? ['wss', data.wss_port] : ['ws', data.ws_port];
  // The domain answers where none of the nodes does.
  const hosts = new Set([...(data.nodes ?? []), data.domain].filter(Boolean));
  const { base_delay: base, max_delay: max, factor } = data.backoff;
  return {
    urls: [...hosts].map((host) => `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/sub`),
    backoff: { base: base * 1000, max: max * 1000, factor },
  };
}

async function askWeighted(address: string, signal: AbortSignal): Promise<Weighted> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new GoimError('unavailable', `nodes answered ${response.status}`);
  const { data } = (await response.json()) as { data: Weighted };
  return data;
}
