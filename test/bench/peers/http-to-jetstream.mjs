// A bare HTTP server that stores each request's body in JetStream by the client library, and answers when it is stored: the
// least that Node does for a push that may not be lost. It checks nothing, and nobody is sent anything.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { jetstream, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { answerCalls } from '../system/child.mjs';
import { portOf } from './serve-peer.mjs';

const STREAM = 'BENCH_PUSH';
const SUBJECT = 'bench.push';
const ANSWER = '{"code":0,"message":""}';

/** @type {import('@nats-io/jetstream').JetStreamManager} */
let manager;

/** @param {import('@nats-io/jetstream').JetStreamClient} js */
function serverTo(js) {
  return createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => void store(js, Buffer.concat(chunks), response));
  });
}

/**
 * @param {import('@nats-io/jetstream').JetStreamClient} js
 * @param {Buffer} body
 * @param {import('node:http').ServerResponse} response
 */
async function store(js, body, response) {
  try {
    await js.publish(SUBJECT, body);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': ANSWER.length });
    response.end(ANSWER);
  } catch (error) {
    response.writeHead(503);
    response.end(String(error));
  }
}

answerCalls({
  async start(/** @type {{ natsUrl: string }} */ { natsUrl }) {
    const connection = await connect({ servers: natsUrl });
    manager = await jetstreamManager(connection);
    await manager.streams.add({ name: STREAM, subjects: [SUBJECT], retention: RetentionPolicy.Workqueue });
    const server = serverTo(jetstream(connection));
    // It waits while others are measured.
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: portOf(server) };
  },
  async stored() {
    const { state } = await manager.streams.info(STREAM);
    return state.messages;
  },
});
