// Says something by operation 1000, and prints what it is answered. node examples/say.mjs <text> [address]
import WebSocket from 'ws';

const [text = 'hello', address = 'ws://127.0.0.1:3102/sub'] = process.argv.slice(2);
const packet = (op, body) => {
  const header = Buffer.alloc(16); // int32 packLen, int16 headerLen, int16 ver, int32 op, int32 seq
  header.writeInt32BE(16 + Buffer.byteLength(body), 0);
  header.writeInt16BE(16, 4);
  header.writeInt16BE(1, 6);
  header.writeInt32BE(op, 8);
  return Buffer.concat([header, Buffer.from(body)]);
};
const socket = new WebSocket(address);
socket.on('open', () => socket.send(packet(7, '{"mid":2,"room_id":"live://1000"}')));
socket.on('message', (message) => {
  const op = message.readInt32BE(8);
  if (op === 8) socket.send(packet(1000, text));
  if (op !== 1000) return;
  console.log(message.subarray(16).toString() || 'taken');
  socket.close();
});
