// A process that pushes, at a rate or as fast as it is answered.
import { setTimeout as delay } from 'node:timers/promises';
import { BODY_BYTES, encodeBody } from '../load/packet.mjs';
import { nowMicros } from '../measure/clock.mjs';
import { answerCalls } from '../system/child.mjs';
import { HttpSink } from './http-sink.mjs';
import { PacketSink } from './packet-sink.mjs';

const ANSWER_TIMEOUT_MS = 15_000;
const POLL_MS = 2;

/** @type {HttpSink | PacketSink | undefined} */
let sink;
let streams = 1;
/** Pushes since the sink was opened; the streams take turns, so it says how many each of them had. */
let pushes = 0;
/** What is sent instead of numbered messages. @type {Buffer | undefined} */
let fixedBody;

function current() {
  if (!sink) throw new Error('there is nothing to push to');
  return sink;
}

/** @param {number} bytes */
function pushNext(bytes) {
  const stream = pushes % streams;
  const sequence = Math.floor(pushes / streams);
  pushes++;
  current().push(stream, fixedBody ?? encodeBody({ stream, sequence, sentAt: nowMicros() }, bytes));
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

async function allAnswered() {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  while (current().waiting > 0 && performance.now() < deadline) await delay(POLL_MS);
  return current().waiting;
}

/** @param {(options: any) => Promise<{ seconds: number }>} push */
function run(push) {
  return async (/** @type {any} */ { bodyBytes = BODY_BYTES, ...options }) => {
    const before = pushes;
    const { seconds } = await push({ ...options, bodyBytes });
    const unanswered = await allAnswered();
    return { sent: pushes - before, pushes, streams, seconds, unanswered, ...current().take() };
  };
}

answerCalls({
  async openHttp(/** @type {Parameters<typeof HttpSink.open>[0] & { streams: number, fixedBody?: string }} */ options) {
    sink?.close();
    sink = await HttpSink.open(options);
    ({ streams } = options);
    fixedBody = options.fixedBody === undefined ? undefined : Buffer.from(options.fixedBody);
    pushes = 0;
  },
  async openPackets(/** @type {Parameters<typeof PacketSink.open>[0] & { streams: number }} */ options) {
    sink?.close();
    sink = await PacketSink.open(options);
    ({ streams } = options);
    pushes = 0;
  },
  pushAtRate: run(pushAtRate),
  pushClosedLoop: run(pushClosedLoop),
});
