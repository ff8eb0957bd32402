export { keepCompiledCode, loadModule } from './module-loading.js';
export { listenOn, printAddress } from './listen.js';
export { startListening } from './start-listening.js';
export { runApp, type ReadyMessage, type RunningApp, type UnfinishedBoot } from './run-app.js';
