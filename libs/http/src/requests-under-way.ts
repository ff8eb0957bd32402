import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { withinTime } from '#limits';
import { namesMediaType } from './media-type.js';

const EVENT_STREAM = 'text/event-stream';

/**
 * The requests that a server has taken and not answered yet. Without it they would be broken off when the server's connections
 * are closed, and callers would not know whether what they asked for was done.
 *
 * Those of one connection are worked one after another, though a client may send hundreds before it reads an answer: their answers
 * would all wait in memory.
 *
 * Cost: an entry of a map for each request. Which of them are answered is looked at when the server ends: a listener for each
 * would be a third of what a push by HTTP costs.
 */
export class RequestsUnderWay {
  /** The newest answer of each connection. Clients that do not wait for one before they ask again get them in order. */
  private readonly newest = new Map<Socket, ServerResponse>();
  private isEnding = false;

  /**
   * @param fastify from now on; hooks that it has already come first
   * @param refusal what requests are answered with that come once the server ends; where it is not given, as the routes do
   */
  constructor(fastify: FastifyInstance, refusal?: () => Error) {
    const { newest } = this;
    function left(this: Socket): void {
      newest.delete(this);
    }
    fastify.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
      const begin = (): void => {
        if (this.isEnding) void reply.header('Connection', 'close');
        done(this.isEnding ? refusal?.() : undefined);
      };
      const before = newest.get(socket);
      if (!before) socket.once('close', left);
      newest.set(socket, reply.raw);
      if (before && !before.writableFinished) before.once('close', begin);
      else begin();
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
    const answers = [...this.newest].filter(([, answer]) => !answer.writableFinished && !isStream(answer));
    for (const [, answer] of answers) if (!answer.headersSent) answer.setHeader('Connection', 'close');
    await withinTime(withinMs, Promise.all(answers.map(closed)));
  }
}

/** When it was answered, or its client is gone. */
function closed([socket, answer]: readonly [Socket, ServerResponse]): Promise<void> {
  return new Promise((resolve) => {
    answer.once('close', resolve);
    // An answer whose turn has not come is not told.
    socket.once('close', () => resolve());
  });
}

function isStream({ req }: ServerResponse): boolean {
  return namesMediaType(req.headers.accept ?? '', EVENT_STREAM);
}
