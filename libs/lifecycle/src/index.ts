export { keepCompiledCode } from './compile-cache.js';
export { listenOn, printAddress } from './listen.js';
export { runApp, type ReadyMessage, type RunningApp } from './run-app.js';
