export { AppProcess, type AppName, type AppRun } from './app-process.mjs';
export { Broker } from './broker.js';
export { Cluster, type Transport } from './cluster.js';
export { EventStream, type StreamEvent } from './event-stream.js';
export { GoimClient, type Ended, type Push, type Token } from './goim-client.js';
export { PollClient } from './poll-client.js';
export { Pusher, type PushAnswer, type Query } from './pusher.js';
export { TestCertificate } from './test-certificate.js';
