// One room by WebSocket, beside everything that people use for it. The rate is one that the slowest of them still manages.
import { measureCell } from './deliveries.mjs';

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function peers(context, report) {
  const { members: [members = 1_000] = [], rates = [100], peers: given } = context.options;
  await measureCell(context, report, {
    transport: 'websocket',
    streams: 1,
    members,
    by: 'room',
    peers: given ?? ['base', 'ws', 'nest', 'socket.io'],
    singleRates: rates,
    joinedRates: [],
    title: `websocket, one room of ${members.toLocaleString('en-US')}`,
    key: `websocket 1x${members}`,
  });
}
