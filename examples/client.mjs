// Joins a room, and prints what is pushed to it. node examples/client.mjs [address]
import { GoimClient } from 'goim-nest/client';
import { WebSocket } from 'ws';

const url = process.argv[2] ?? 'ws://127.0.0.1:3102/sub';
const client = new GoimClient({ url, webSocket: WebSocket, getToken: () => ({ mid: 1, accepts: [1000] }) });
const room = client.room('live://1000');
room.on('joined', () => console.log('in the room live://1000'));
room.on('message', (message) => console.log('pushed:', message.text()));
