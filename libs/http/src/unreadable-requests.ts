import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { newProblem, PROBLEM_JSON, PROBLEM_TITLES, type FailureCode } from '#problem-details';

interface Answer {
  readonly reason: string;
  readonly status: number;
  readonly phrase: string;
  readonly code: FailureCode;
  readonly message: string;
}

const NO_HTTP: Answer = {
  reason: 'no-http',
  status: 400,
  phrase: 'Bad Request',
  code: 'invalid-argument',
  message: 'what came is no request of HTTP/1.1',
};
const EXPECTATION: Answer = {
  reason: 'expectation',
  status: 417,
  phrase: 'Expectation Failed',
  code: 'invalid-argument',
  message: 'the header Expect asks for more than 100-continue',
};
const HANDSHAKE_TIMEOUT = 'ERR_TLS_HANDSHAKE_TIMEOUT';
/** The client broke the connection, or ended it within its request. */
const GONE: ReadonlySet<string> = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE']);
/** By the code of Node's error. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: {
    reason: 'long-header',
    status: 431,
    phrase: 'Request Header Fields Too Large',
    code: 'too-large',
    message: 'the line and the headers of the request are too long',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    reason: 'timeout',
    status: 408,
    phrase: 'Request Timeout',
    code: 'invalid-argument',
    message: 'the request did not come in time',
  },
};

/**
 * Answers what Node's parser can't read, or refuses by itself, as a problem (RFC 9457), as all that is refused later; Node would say nothing but
 * the status, and Fastify has a form of its own. There is no request yet, so the problem names no path. The connection ends.
 *
 * @param refused counts them, as `no-http`, `long-header`, `timeout` and `expectation`; not those whose client is gone
 */
export function answerUnreadable(server: Server, refused: (reason: string) => void): void {
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.destroyed) return;
    const { code = '' } = error;
    if (code === HANDSHAKE_TIMEOUT) refused('timeout');
    // Nobody could read an answer, and what is written before TLS is agreed on would be waited for for ever.
    if (code === HANDSHAKE_TIMEOUT || GONE.has(code)) {
      socket.destroy();
      return;
    }
    const answer = ANSWERS[code] ?? NO_HTTP;
    refused(answer.reason);
    // Behind what it has not read yet the client would wait for the answer, and the socket for the client.
    if (socket.writable && socket.writableLength === 0) socket.write(messageOf(answer));
    socket.destroySoon();
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    refused(EXPECTATION.reason);
    const body = bodyOf(EXPECTATION);
    const headers = { 'Content-Type': PROBLEM_JSON, 'Content-Length': body.length, Connection: 'close' };
    response.writeHead(EXPECTATION.status, headers).end(body);
  });
}

function bodyOf({ status, code, message }: Answer): string {
  return JSON.stringify(newProblem({ code, title: PROBLEM_TITLES[code], status, message }, ''));
}

function messageOf(answer: Answer): string {
  const { status, phrase } = answer;
  const body = bodyOf(answer);
  const headers = [`Content-Type: ${PROBLEM_JSON}`, `Content-Length: ${body.length}`, 'Connection: close'];
  return `HTTP/1.1 ${status} ${phrase}\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}
