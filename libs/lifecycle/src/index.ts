export { ListenError, listenOn, printAddress, type ListenTarget } from './listen.js';
export { runApp, type HostProcess, type ReadyMessage, type RunAppOptions, type RunningApp } from './run-app.js';
