// What clients send, as a business system reads it: at least once, in order. node examples/read-upstream.mjs [nats address]
import { readFileSync } from 'node:fs';
import { AckPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import protobuf from 'protobufjs';

// Unless given: the address of the nats-server of `npm start`, with its password.
const address = new URL(process.argv[2] ?? readFileSync('data/nats/url', 'utf8'));
const nats = await connect({ servers: address.host, user: address.username, pass: address.password });
const { root } = await protobuf.load('libs/contracts/proto/logic.proto');
const Message = root.lookupType('goim.logic.ReceiveReq');

// A durable consumer keeps its place: what comes while nobody runs this is read later.
const manager = await jetstream(nats).jetstreamManager();
await manager.consumers.add('GOIM_UPSTREAM', { durable_name: 'business', ack_policy: AckPolicy.Explicit });
const consumer = await jetstream(nats).consumers.get('GOIM_UPSTREAM', 'business');
console.log('reading');
for await (const message of await consumer.consume()) {
  const { mid, key, roomID, proto } = Message.decode(message.data);
  console.log(`mid ${mid}, key ${key}, room ${roomID || '-'}, op ${proto.op}: ${proto.body}`);
  message.ack(); // after the work is done: without it the message comes again
}
