// A legacy comet without clients, which takes its time for each call.
import { setTimeout as delay } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { cometGrpc } from '#contracts';
import { answerCalls } from '../system/child.mjs';

answerCalls({
  async start(/** @type {{ callMs: number }} */ { callMs }) {
    const server = new Server();
    const methods = Object.values(cometGrpc).map(({ service, method, request, reply }) => [
      method,
      {
        path: `/${service}/${method}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: (/** @type {never} */ message) => Buffer.from(request.encode(message).finish()),
        requestDeserialize: (/** @type {Buffer} */ bytes) => request.decode(bytes),
        responseSerialize: (/** @type {never} */ message) => Buffer.from(reply.encode(message).finish()),
        responseDeserialize: (/** @type {Buffer} */ bytes) => reply.decode(bytes),
      },
    ]);
    const take = async (/** @type {unknown} */ _call, /** @type {(error: null, reply: object) => void} */ answer) => {
      await delay(callMs);
      answer(null, {});
    };
    server.addService(Object.fromEntries(methods), Object.fromEntries(methods.map(([name]) => [name, take])));
    return new Promise((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve({ port }),
      );
    });
  },
});
