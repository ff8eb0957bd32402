// A client of version 1 without a library: joins a room, and prints what is pushed. node examples/raw-client.mjs [address]
import WebSocket from 'ws';

const socket = new WebSocket(process.argv[2] ?? 'ws://127.0.0.1:3102/sub');
const packet = (op, body = '') => {
  const header = Buffer.alloc(16); // int32 packLen, int16 headerLen, int16 ver, int32 op, int32 seq
  header.writeInt32BE(16 + Buffer.byteLength(body), 0);
  header.writeInt16BE(16, 4);
  header.writeInt16BE(1, 6);
  header.writeInt32BE(op, 8);
  return Buffer.concat([header, Buffer.from(body)]);
};
socket.on('open', () => socket.send(packet(7, '{"mid":1,"room_id":"live://1000","accepts":[1000]}')));
socket.on('message', (message) => {
  const op = message.readInt32BE(8);
  if (op === 8) console.log('in the room live://1000');
  for (let at = 16; op === 9 && at < message.length; at += message.readInt32BE(at)) {
    console.log('pushed:', message.subarray(at + 16, at + message.readInt32BE(at)).toString());
  }
});
setInterval(() => socket.send(packet(2)), 60_000);
