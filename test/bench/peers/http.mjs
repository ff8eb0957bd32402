// A bare HTTP server that reads a request's body and answers as logic does: the floor for what a push costs by HTTP.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { answerCalls } from '../system/child.mjs';
import { portOf } from './serve-peer.mjs';

const ANSWER = '{"code":0,"message":""}';

const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': ANSWER.length });
    response.end(ANSWER);
  });
});

// It waits while others are measured.
server.keepAliveTimeout = 0;

answerCalls({
  async start() {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: portOf(server) };
  },
});
