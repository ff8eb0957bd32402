import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { AppProcess } from '#test-support';

/** Of one caller one is answered in each turn of the event loop, and 64 may wait. */
const MANY_READS = 100;

/**
 * Asks the same by so many connections that more wait than may: a logic that was stopped meanwhile reads them in one go.
 *
 * @returns the answer 429, or any where there is none
 */
export async function refusalOfMany(
  logic: AppProcess,
  url: string,
  headers: Record<string, string>,
): Promise<Response> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}`;
  // It takes new connections one after another, so these are there already.
  const sockets = await Promise.all(Array.from({ length: MANY_READS }, () => connectedTo(Number(port), hostname)));
  await logic.freeze();
  const written = sockets.map((socket) => {
    return new Promise<void>((done) => socket.write(`${request}connection: close\r\n\r\n`, () => done()));
  });
  await Promise.all(written);
  logic.thaw();
  const answers = await Promise.all(sockets.map(async (socket) => lastIn(await textOf(socket))));
  return answers.find(({ status }) => status === 429) ?? answers[0]!;
}

/** A connection that was answered once. */
async function connectedTo(port: number, hostname: string): Promise<Socket> {
  const socket = connect(port, hostname);
  socket.write('GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await once(socket, 'readable');
  return socket;
}

function lastIn(answers: string): Response {
  const [head = '', body = ''] = answers.split('HTTP/1.1 ').at(-1)!.split('\r\n\r\n');
  const type = { 'content-type': /^content-type: (.+)$/im.exec(head)?.[1] ?? '' };
  return new Response(body, { status: Number.parseInt(head), headers: type });
}
