import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { withinTime } from '#limits';
import { namesMediaType } from './media-type.js';
import { READS } from './reads.js';

const EVENT_STREAM = 'text/event-stream';
/** Reads of one connection that may wait for the answers before them; a client with more is closed. */
const MAX_WAITING = 256;

interface Newest {
  /** To the newest request. Clients that do not wait for one before they ask again get them in order. */
  answer: ServerResponse;
  waiting: number;
}

/**
 * The requests that a server has taken and not answered yet. Without it they would be broken off when the server's connections
 * are closed, and callers would not know whether what they asked for was done.
 *
 * Reads wait for the answers before them on their connection: a client may send hundreds before it takes an answer, and each may
 * be long. What is written is worked at once, so that pushers need not wait: its answers are no longer than what was sent.
 *
 * Cost: an entry of a map for each request. Which of them are answered is looked at when the server ends: a listener for each
 * would be a third of what a push by HTTP costs.
 */
export class RequestsUnderWay {
  private readonly newest = new Map<Socket, Newest>();
  private isEnding = false;

  /**
   * @param fastify from now on; hooks that it has already come first
   * @param refused called with `pipelined` for each client that is closed since too many of its requests wait
   * @param refusal what requests are answered with that come once the server ends; where it is not given, as the routes do
   */
  constructor(fastify: FastifyInstance, refused: (reason: string) => void, refusal?: () => Error) {
    const { newest } = this;
    function left(this: Socket): void {
      newest.delete(this);
    }
    fastify.addHook('onRequest', ({ method, raw: { socket } }, reply, done) => {
      // What it had sent before is read all the same.
      if (socket.destroyed) return;
      const begin = (): void => {
        // Nobody would tell the handler that the client is gone: a stream would go on for ever.
        if (socket.destroyed) return;
        if (this.isEnding) void reply.header('Connection', 'close');
        done(this.isEnding ? refusal?.() : undefined);
      };
      const known = newest.get(socket);
      if (!known) {
        socket.once('close', left);
        newest.set(socket, { answer: reply.raw, waiting: 0 });
        begin();
        return;
      }
      const { answer: before } = known;
      known.answer = reply.raw;
      if (before.writableFinished || !READS.has(method)) begin();
      else if (known.waiting === MAX_WAITING) {
        refused('pipelined');
        socket.destroy();
      } else {
        known.waiting++;
        before.once('close', () => {
          known.waiting--;
          begin();
        });
      }
    });
  }

  /**
   * Refuses what comes from now on, and has clients leave the connections that they are answered by. Streams of events that
   * have begun are not waited for: they end with their connections.
   *
   * @param withinMs milliseconds that the last answers may take
   * @returns when all requests are answered, or the time is over
   */
  async end(withinMs: number): Promise<void> {
    this.isEnding = true;
    const answers = [...this.newest].filter(([, { answer }]) => !answer.writableFinished && !isStream(answer));
    for (const [, { answer }] of answers) if (!answer.headersSent) answer.setHeader('Connection', 'close');
    await withinTime(withinMs, Promise.all(answers.map(closed)));
  }
}

/** When it was answered, or its client is gone. */
function closed([socket, { answer }]: readonly [Socket, Newest]): Promise<void> {
  return new Promise((resolve) => {
    answer.once('close', resolve);
    // An answer whose turn has not come is not told.
    socket.once('close', () => resolve());
  });
}

/** What has not begun, or is no read, is none: what else the client takes says nothing of what it asked for. */
function isStream({ req, headersSent }: ServerResponse): boolean {
  return headersSent && READS.has(req.method ?? '') && namesMediaType(req.headers.accept ?? '', EVENT_STREAM);
}
