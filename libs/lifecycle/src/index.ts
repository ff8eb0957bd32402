export { keepCompiledCode } from './compile-cache.js';
export { loadModule } from './load-module.js';
export { listenOn, printAddress } from './listen.js';
export { startListening } from './start-listening.js';
export { runApp, type ReadyMessage, type RunningApp } from './run-app.js';
