import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { withinTime } from '#limits';
import { namesMediaType } from './media-type.js';

const EVENT_STREAM = 'text/event-stream';

/**
 * The requests that a server has taken and not answered yet. Without it they would be broken off when the server's connections
 * are closed, and callers would not know whether what they asked for was done.
 *
 * Cost: an entry of a map and a listener for each request.
 */
export class RequestsUnderWay {
  private readonly replies = new Map<ServerResponse, FastifyReply>();
  private isEnding = false;
  /** The last one was answered, or its client is gone. */
  private answered: (() => void) | undefined;

  /**
   * @param fastify from now on; hooks that it has already come first
   * @param refusal what requests are answered with that come once the server ends
   */
  constructor(fastify: FastifyInstance, refusal: () => Error) {
    const { replies } = this;
    const forget = (response: ServerResponse): void => this.forget(response);
    function closed(this: ServerResponse): void {
      forget(this);
    }
    fastify.addHook('onRequest', (_request, reply, done) => {
      if (this.isEnding) {
        closeAfter(reply);
        done(refusal());
        return;
      }
      replies.set(reply.raw, reply);
      reply.raw.once('close', closed);
      done();
    });
  }

  /**
   * Refuses what comes from now on, and has clients leave the connections that they are answered by. Streams of events are not
   * waited for: they end with their connections.
   *
   * @param withinMs milliseconds that the last answers may take
   * @returns when all requests are answered, or the time is over
   */
  async end(withinMs: number): Promise<void> {
    this.isEnding = true;
    for (const [response, reply] of this.replies) {
      if (isStream(reply)) this.replies.delete(response);
      else if (!response.headersSent) closeAfter(reply);
    }
    if (this.replies.size === 0) return;
    await withinTime(withinMs, new Promise<void>((resolve) => (this.answered = resolve)));
  }

  private forget(response: ServerResponse): void {
    if (this.replies.delete(response) && this.replies.size === 0) this.answered?.();
  }
}

function closeAfter(reply: FastifyReply): void {
  void reply.header('Connection', 'close');
}

/** Whoever took the answer from Fastify ends it as well; streams of others are known by what was asked for. */
function isStream(reply: FastifyReply): boolean {
  const isTaken = reply.sent && !reply.raw.writableEnded;
  return isTaken || namesMediaType(reply.request.headers.accept ?? '', EVENT_STREAM);
}
