export { AppProcess, type AppName, type AppRun } from './app-process.js';
export { Broker } from './broker.js';
export { Cluster } from './cluster.js';
export { GoimClient, type Ended, type Push, type Token } from './goim-client.js';
export { Pusher, type PushAnswer, type Query } from './pusher.js';
