import { AckedPublisher, connectBus } from '#bus';
import { partitionOf, PushTask, pushTask, PushType, PUSH_STREAM, subjects } from '#contracts';
import { BODY_BYTES, encodeBody } from '../load/packet.mjs';
import { nowMicros } from '../measure/clock.mjs';

const IN_FLIGHT = 4_000;
const CONNECT_WITHIN_MS = 5_000;
const RECONNECT_WAIT_MS = 100;
const ACK_TIMEOUT_MS = 10_000;

/** The push queue, seen from outside of the apps. */
export class PushQueueView {
  /** @param {import('#bus').Bus} bus */
  constructor(bus) {
    this.bus = bus;
  }

  /** @param {import('../context.mjs').Context} context closes it @param {string} natsUrl */
  static async open(context, natsUrl) {
    const bus = await connectBus({
      servers: [natsUrl],
      name: 'bench',
      connectWithin: CONNECT_WITHIN_MS,
      reconnectWait: RECONNECT_WAIT_MS,
    });
    context.onEnd(() => bus.connection.close());
    return new PushQueueView(bus);
  }

  /** @returns {Promise<number>} messages, of a task or a group each, that are stored and not acknowledged by job */
  async length() {
    return (await this.#look()).state.messages;
  }

  /**
   * Stores room pushes as logic does; the rooms take turns.
   *
   * @param {{ tasks: number, rooms: readonly string[], operation: number }} options
   */
  async store({ tasks, rooms, operation }) {
    const { subjects: partitions } = (await this.#look()).config;
    const publisher = new AckedPublisher(this.bus, ACK_TIMEOUT_MS, { current: { maxPending: IN_FLIGHT } });
    for (let from = 0; from < tasks; from += IN_FLIGHT) {
      const stored = [];
      for (let n = from; n < Math.min(from + IN_FLIGHT, tasks); n++) {
        const stream = n % rooms.length;
        const room = rooms[stream] ?? '';
        const sequence = Math.floor(n / rooms.length);
        const msg = encodeBody({ stream, sequence, sentAt: nowMicros() }, BODY_BYTES);
        const task = pushTask({ type: PushType.Room, operation, room, msg });
        stored.push(
          publisher.publish(
            subjects.pushPartition(partitionOf(room, partitions.length)),
            PushTask.encode(task).finish(),
          ),
        );
      }
      await Promise.all(stored);
    }
    publisher.close();
  }

  /** @returns {Promise<{ state: { messages: number }, config: { subjects: readonly string[] } }>} */
  async #look() {
    const answer = await this.bus.connection.request(`$JS.API.STREAM.INFO.${PUSH_STREAM}`);
    return answer.json();
  }
}
