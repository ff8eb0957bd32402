export { GoimClient, type ClientEvents, type GoimClientOptions } from './client.js';
export type { Emitter } from './emitter.js';
export type { WebSocketClass, WebSocketLike } from './environment.js';
export type { Gap } from './feed.js';
export { GoimError, NeverError } from './goim-error.js';
export type { State } from './link.js';
export { readRelay, type Body, type Message, type Relay } from './message.js';
export type { Backoff } from './nodes.js';
export type { HistoryPage, HistoryQuery, Room, RoomEvents, Withdrawn } from './room.js';
