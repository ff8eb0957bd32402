// A process that pushes, at a rate or as fast as it is answered.
import { setTimeout as delay } from 'node:timers/promises';
import { BODY_BYTES, encodeBody } from '../load/packet.mjs';
import { nowMicros } from '../measure/clock.mjs';
import { encodePublication } from '../peers/centrifugo-json.mjs';
import { answerCalls } from '../system/child.mjs';
import { BusSink } from './bus-sink.mjs';
import { HttpSink } from './http-sink.mjs';
import { PacketSink } from './packet-sink.mjs';

const ANSWER_TIMEOUT_MS = 15_000;
const POLL_MS = 2;

const ENCODERS = { packet: encodeBody, centrifugo: encodePublication };

/** @typedef {keyof typeof ENCODERS} Format how a numbered message is written into a request */

/** @type {HttpSink | BusSink | PacketSink | undefined} */
let sink;
/** By stream, its pushes since the sink was opened: the number of its next one. */
let byStream = [0];
/** Whose turn it is where the streams take turns. */
let turn = 0;
/** What is sent instead of numbered messages. @type {Buffer | undefined} */
let fixedBody;
/** @type {(message: import('../load/packet.mjs').Message, bytes: number) => Buffer} */
let encode = encodeBody;

function current() {
  if (!sink) throw new Error('there is nothing to push to');
  return sink;
}

/** @param {number} bytes */
function pushNext(bytes) {
  pushTo(turn, bytes);
  turn = (turn + 1) % byStream.length;
}

/** @param {number} stream @param {number} bytes */
function pushTo(stream, bytes) {
  const sequence = byStream[stream] ?? 0;
  byStream[stream] = sequence + 1;
  current().push(stream, fixedBody ?? encode({ stream, sequence, sentAt: nowMicros() }, bytes));
}

/** @param {{ rate: number, seconds: number, bodyBytes: number }} options */
async function pushAtRate({ rate, seconds, bodyBytes }) {
  const total = Math.max(Math.round(rate * seconds), 1);
  const startedAt = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(Math.floor(((performance.now() - startedAt) * rate) / 1_000) + 1, total);
    for (; sent < due; sent++) pushNext(bodyBytes);
    if (sent < total) await delay(Math.max((sent * 1_000) / rate - (performance.now() - startedAt), 0));
  }
  return { seconds: (performance.now() - startedAt) / 1_000 };
}

/** @param {{ inFlight: number, seconds: number, bodyBytes: number }} options */
async function pushClosedLoop({ inFlight, seconds, bodyBytes }) {
  const startedAt = performance.now();
  const end = startedAt + seconds * 1_000;
  const to = current();
  to.onAnswer = () => {
    if (performance.now() < end) pushNext(bodyBytes);
  };
  for (let n = 0; n < inFlight; n++) pushNext(bodyBytes);
  await delay(seconds * 1_000);
  to.onAnswer = () => {};
  return { seconds: (performance.now() - startedAt) / 1_000 };
}

/**
 * Each connection sends its next request when it has the answer to its last one, as clients do that keep theirs.
 *
 * @param {{ connections: number, seconds: number, bodyBytes: number }} options
 */
async function saturate({ connections, seconds, bodyBytes }) {
  const to = current();
  const opened = to.inUse;
  to.inUse = connections;
  const next = Array.from({ length: connections }, (_, connection) => connection);
  const send = (/** @type {number} */ connection) => {
    const stream = next[connection] ?? connection;
    pushTo(stream, bodyBytes);
    next[connection] = stream + connections < byStream.length ? stream + connections : connection;
  };
  const startedAt = performance.now();
  const end = startedAt + seconds * 1_000;
  to.onAnswer = (connection) => {
    if (performance.now() < end) send(connection);
  };
  for (let connection = 0; connection < connections; connection++) send(connection);
  await delay(seconds * 1_000);
  to.onAnswer = () => {};
  await allAnswered();
  to.inUse = opened;
  return { seconds: (performance.now() - startedAt) / 1_000 };
}

async function allAnswered() {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  while (current().waiting > 0 && performance.now() < deadline) await delay(POLL_MS);
  return current().waiting;
}

/** @param {(options: any) => Promise<{ seconds: number }>} push */
function run(push) {
  return async (/** @type {any} */ { bodyBytes = BODY_BYTES, ...options }) => {
    const before = pushesSoFar();
    const { seconds } = await push({ ...options, bodyBytes });
    const unanswered = await allAnswered();
    return { sent: pushesSoFar() - before, byStream, seconds, unanswered, ...current().take() };
  };
}

function pushesSoFar() {
  return byStream.reduce((sum, pushes) => sum + pushes, 0);
}

/** @param {number} streams */
function begin(streams) {
  byStream = Array.from({ length: streams }, () => 0);
  turn = 0;
}

answerCalls({
  async openHttp(
    /** @type {Parameters<typeof HttpSink.open>[0] & { streams: number, fixedBody?: string, format: Format }} */ options,
  ) {
    sink?.close();
    sink = await HttpSink.open(options);
    begin(options.streams);
    fixedBody = options.fixedBody === undefined ? undefined : Buffer.from(options.fixedBody);
    encode = ENCODERS[options.format];
  },
  async openBus(/** @type {Parameters<typeof BusSink.open>[0] & { streams: number }} */ options) {
    sink?.close();
    sink = await BusSink.open(options);
    begin(options.streams);
    encode = encodeBody;
  },
  async openPackets(/** @type {Parameters<typeof PacketSink.open>[0] & { streams: number }} */ options) {
    sink?.close();
    sink = await PacketSink.open(options);
    begin(options.streams);
  },
  pushAtRate: run(pushAtRate),
  pushClosedLoop: run(pushClosedLoop),
  saturate: run(saturate),
});
