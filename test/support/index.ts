export { AppProcess, type AppName, type AppRun } from './app-process.mjs';
export { Broker } from './broker.js';
export { Changes } from './changes.mjs';
export { Cluster } from './cluster.js';
export { EventStream } from './event-stream.js';
export { eventually } from './eventually.mjs';
export { GoimClient, type Ended, type Push, type Token } from './goim-client.js';
export { Pusher, type PushAnswer, type Query } from './pusher.js';
export { TestCertificate } from './test-certificate.js';
