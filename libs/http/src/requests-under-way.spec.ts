import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { AppError } from '#contracts';
import { eventually } from '#test-support';
import { RequestsUnderWay } from './requests-under-way.js';

/** Longer than a machine stalls. */
const LONG_MS = 60_000;
const SHORT_MS = 50;

describe('RequestsUnderWay', () => {
  let server: FastifyInstance;
  let requests: RequestsUnderWay;
  let agent: Agent;
  let refusals: string[];
  /** Those that /late has not answered. */
  let late: FastifyReply[];

  beforeEach(async () => {
    late = [];
    agent = new Agent({ keepAlive: true });
    server = fastify({ forceCloseConnections: true });
    refusals = [];
    const refused = (reason: string): void => void refusals.push(reason);
    requests = new RequestsUnderWay(server, refused, () =>
      Object.assign(new AppError('unavailable', 'ending'), { statusCode: 503 }),
    );
    server.get('/soon', () => 'soon');
    server.get('/late', (_request, reply) => void late.push(reply));
    server.post('/late', (_request, reply) => void late.push(reply));
    server.get('/events', (_request, reply) => {
      late.push(reply);
      reply.hijack();
      reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    agent.destroy();
    await server.close();
  });

  async function ask(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    const asked = request(`${server.listeningOrigin}${path}`, { agent, headers }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  }

  async function arrived(count: number): Promise<void> {
    await eventually(`${count} requests have come`, LONG_MS, () => expect(late).toHaveLength(count));
  }

  /** What has happened by the time that all else that is ready has. */
  async function isDone(ended: Promise<void>): Promise<boolean> {
    let done = false;
    void ended.then(() => (done = true));
    await ask('/soon').then(text);
    return done;
  }

  it('waits until each has its answer, of which the client leaves the connection', async () => {
    const asked = [ask('/late'), ask('/late')];
    await arrived(2);
    const ended = requests.end(LONG_MS);
    void late[0]!.send('one');
    const one = await asked[0]!;
    expect([await text(one), one.headers.connection]).toEqual(['one', 'close']);
    expect(await isDone(ended)).toBe(false);
    void late[1]!.send('other');
    await ended;
    expect(await text(await asked[1]!)).toBe('other');
  });

  it('refuses what comes meanwhile, by a connection that was kept as well', async () => {
    const before = await ask('/soon');
    expect([await text(before), before.headers.connection]).toEqual(['soon', 'keep-alive']);
    await requests.end(LONG_MS);
    for (const { statusCode, headers } of [await ask('/soon'), await ask('/nothing')]) {
      expect([statusCode, headers.connection]).toEqual([503, 'close']);
    }
  });

  it('leaves what comes meanwhile to the routes where it is given no refusal', async () => {
    const own = fastify({ forceCloseConnections: true });
    const ending = new RequestsUnderWay(own, () => undefined);
    own.get('/', () => 'mine');
    const url = await own.listen({ host: '127.0.0.1', port: 0 });
    await ending.end(LONG_MS);
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('connection'), await answer.text()]).toEqual([200, 'close', 'mine']);
    await own.close();
  });

  // As pushers send them, who would else have one push a round trip.
  it('works what is written at once, also behind others whose answers wait', async () => {
    const socket = connect(Number(new URL(server.listeningOrigin).port), '127.0.0.1');
    const lines = 'POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';
    socket.write(lines.repeat(500));
    await arrived(500);
    for (const [n, reply] of late.entries()) void reply.send(`answer ${n}.`);
    let answers = '';
    for await (const bytes of socket) if ((answers += bytes).includes('answer 499.')) break;
    expect(answers.match(/answer \d+/g)).toEqual(Array.from({ length: 500 }, (_, n) => `answer ${n}`));
    expect(refusals).toEqual([]);
  });

  it('works the reads of one connection one after another, though the client does not wait', async () => {
    const socket = connect(Number(new URL(server.listeningOrigin).port), '127.0.0.1');
    socket.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3));
    for (const count of [1, 2, 3]) {
      await arrived(count);
      // Those that are behind had their turn by now, if they had one.
      await ask('/soon').then(text);
      expect(late).toHaveLength(count);
      void late[count - 1]!.send(`answer ${count}`);
    }
    let answers = '';
    for await (const bytes of socket) if ((answers += bytes).includes('answer 3')) break;
    expect(answers.match(/answer \d/g)).toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  // Node.js pauses a client that takes no answers, and those that wait have none: a stream of events may last for days.
  it('closes a client that has too many reads wait, of which none is worked then', async () => {
    const socket = connect(Number(new URL(server.listeningOrigin).port), '127.0.0.1');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined).resume();
    socket.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(257));
    await arrived(1);
    expect(refusals).toEqual([]);
    socket.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1_000));
    await closed;
    await ask('/soon').then(text);
    expect([refusals, late.length]).toEqual([['pipelined'], 1]);
  });

  it('works nothing of a client that is gone', async () => {
    const socket = connect(Number(new URL(server.listeningOrigin).port), '127.0.0.1');
    socket.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2));
    await arrived(1);
    socket.destroy();
    await once(late[0]!.raw, 'close');
    await ask('/soon').then(text);
    expect(late).toHaveLength(1);
  });

  it('does not wait for streams of events that have begun', async () => {
    const stream = await ask('/events', { Accept: 'text/event-stream' });
    await expect(requests.end(LONG_MS)).resolves.toBeUndefined();
    stream.destroy();
  });

  it.each(['GET', 'POST'])(
    'waits for the answer to a %s of a client that takes streams of events as well',
    async (method) => {
      const headers = { Accept: 'application/json, text/event-stream' };
      const asked = request(`${server.listeningOrigin}/late`, { agent, method, headers }).end();
      const answered = once(asked, 'response');
      await arrived(1);
      const ended = requests.end(LONG_MS);
      expect(await isDone(ended)).toBe(false);
      void late[0]!.send('stored');
      await ended;
      const [answer] = (await answered) as [IncomingMessage];
      expect(await text(answer)).toBe('stored');
    },
  );

  it('does not wait for a client that is gone', async () => {
    const asked = request(`${server.listeningOrigin}/late`, { agent }).on('error', () => undefined);
    asked.end();
    await arrived(1);
    const ended = requests.end(LONG_MS);
    asked.destroy();
    await expect(ended).resolves.toBeUndefined();
  });

  it('waits no longer than it may', async () => {
    const asked = ask('/late');
    await arrived(1);
    await requests.end(SHORT_MS);
    void late[0]!.send('after all');
    expect(await text(await asked)).toBe('after all');
  });
});
