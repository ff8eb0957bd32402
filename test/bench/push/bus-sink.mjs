import { connectBus, NodeDirectory } from '#bus';
import { PushKeysMessage, PushRoomMessage, subjects } from '#contracts';
import { Histogram } from '../measure/histogram.mjs';
import { encodePacket, Operation } from '../load/packet.mjs';

const CONNECT_WITHIN_MS = 5_000;
const RECONNECT_WAIT_MS = 100;
const CONFIRM_TIMEOUT_MS = 1_500;
/** Any; comets compare them. */
const EPOCH = 1;
const LEASE = { partition: 0, store: 1, revision: 1 };
/** As queued one after another. */
const ID_STEP = 1_024;

/** Pushes to a comet over the bus, each as a job sends one that is alone in its batch. */
export class BusSink {
  answered = 0;
  failed = 0;
  firstFailure = '';
  waiting = 0;
  /** @type {(connection: number) => void} */
  onAnswer = () => {};
  /** Connections that are pushed by. */
  inUse = 1;
  #id = 0;
  /** The id before, by stream. @type {number[]} */
  #prevs = [];
  #prefix = '';
  /** @type {import('#contracts').CometId | undefined} pushes go to keys of this comet; undefined = to rooms */
  #comet;

  /** @param {import('#bus').Bus} bus */
  constructor(bus) {
    this.bus = bus;
  }

  /**
   * @param {{ natsUrl: string, by: 'room' | 'keys', prefix: string }} options of a stream's room or key, before its number
   * @returns {Promise<BusSink>}
   */
  static async open({ natsUrl, by, prefix }) {
    const bus = await connectBus({
      servers: [natsUrl],
      name: 'bench',
      connectWithin: CONNECT_WITHIN_MS,
      reconnectWait: RECONNECT_WAIT_MS,
    });
    const sink = new BusSink(bus);
    sink.#prefix = prefix;
    if (by === 'keys') sink.#comet = (await NodeDirectory.open(bus)).all()[0]?.id;
    return sink;
  }

  /** @param {number} stream @param {Buffer} body */
  push(stream, body) {
    this.#id += ID_STEP;
    const prev = this.#prevs[stream] ?? 0;
    this.#prevs[stream] = this.#id;
    const proto = { ver: 1, op: Operation.raw, seq: 0, body: encodePacket(Operation.push, body) };
    const name = `${this.#prefix}${stream}`;
    this.waiting++;
    void (this.#comet ? this.#toKey(name, proto, prev) : this.#toRoom(name, proto, prev)).then(
      () => this.#answer(),
      (/** @type {Error} */ error) => this.#answer(error.message),
    );
  }

  take() {
    const { answered, failed, firstFailure } = this;
    this.answered = this.failed = 0;
    this.firstFailure = '';
    return { answered, failed, firstFailure, latency: new Histogram().toJSON() };
  }

  close() {
    void this.bus.drain();
  }

  /** @param {string} room @param {import('#contracts').ProtoMessage} proto @param {number} prev */
  #toRoom(room, proto, prev) {
    const message = {
      roomID: room,
      proto,
      epoch: EPOCH,
      ids: [this.#id],
      prev,
      transient: [],
      lease: LEASE,
      receipt: false,
    };
    const subject = subjects.room(/** @type {import('#contracts').RoomKey} */ (room));
    this.bus.publish(subject, PushRoomMessage.encode(message).finish());
    return this.bus.flush();
  }

  /** @param {string} key @param {import('#contracts').ProtoMessage} proto @param {number} prev */
  async #toKey(key, proto, prev) {
    const comet = /** @type {import('#contracts').CometId} */ (this.#comet);
    const place = { epoch: EPOCH, id: this.#id, mids: [], prevs: [prev], transient: false, receipt: false };
    const message = { keys: [key], proto, protoOp: Operation.push, unfiltered: false, ...place, lease: LEASE };
    await this.bus.request(subjects.cometPush(comet), PushKeysMessage.encode(message).finish(), CONFIRM_TIMEOUT_MS);
  }

  /** @param {string} [failure] */
  #answer(failure) {
    this.waiting--;
    this.answered++;
    if (failure) {
      this.failed++;
      this.firstFailure ||= failure;
    }
    this.onAnswer(0);
  }
}
