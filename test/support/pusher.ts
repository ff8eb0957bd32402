import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a push was answered with. */
export interface PushAnswer {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export type Query = Record<string, string | number | readonly (string | number)[]>;

/** A business system that pushes by goim's HTTP API. */
export class Pusher {
  private readonly agent = new Agent({ keepAlive: true });

  /** @param base `http://host:port` of logic */
  constructor(private readonly base: string) {}

  room(op: number, room: string, message: string): Promise<PushAnswer> {
    const [type = '', id = ''] = room.split('://');
    return this.post('/goim/push/room', { operation: op, type, room: id }, message);
  }

  keys(op: number, keys: readonly string[], message: string): Promise<PushAnswer> {
    return this.post('/goim/push/keys', { operation: op, keys }, message);
  }

  mids(op: number, mids: readonly number[], message: string): Promise<PushAnswer> {
    return this.post('/goim/push/mids', { operation: op, mids }, message);
  }

  all(op: number, message: string, speed = 0): Promise<PushAnswer> {
    return this.post('/goim/push/all', { operation: op, speed }, message);
  }

  async post(
    path: string,
    query: Query,
    body: string | Uint8Array<ArrayBuffer> | undefined,
    headers: Record<string, string> = {},
  ): Promise<PushAnswer> {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) url.searchParams.append(name, String(one));
    }
    // Not by fetch(), which took a quarter of the CPU time of a test that pushes much, apps included.
    const type = typeof body === 'string' ? { 'content-type': 'text/plain;charset=UTF-8' } : {};
    const posted = request(url, { method: 'POST', agent: this.agent, headers: { ...type, ...headers } });
    posted.end(body);
    const [response] = (await once(posted, 'response')) as [IncomingMessage];
    const answer = JSON.parse(await text(response)) as { code: number; message: string };
    return { status: response.statusCode!, ...answer };
  }
}
