import type { Bus } from '#bus';
import { subjects } from '#contracts';

/** What did not arrive by then is forgotten. */
const KEPT_MS = 60_000;
const QUEUED = subjects.pushPartition(0).replace('0', '*');
const SENT = ['goim.room.*', 'goim.comet.*.push', subjects.broadcast];

/** When a push was seen where, by `Date.now()` of this process; 0 where it was not seen. */
interface Journey {
  readonly askedAt: number;
  /** logic published it into the queue. */
  queuedAt: number;
  /** job published it to the comets. */
  sentAt: number;
}

/** A push that a client gets, now. Times are by `Date.now()`. */
export interface Delivery {
  /** Its text. */
  readonly push: string;
  readonly askedAt: number;
  /** How the client is connected. */
  readonly by: string;
  /** When the client was let in. */
  readonly cameAt: number;
}

/** A delivery that took long. */
export interface LateDelivery extends Delivery, Readonly<Journey> {
  readonly arrivedAt: number;
}

/** Sees each push of a load on the bus, from outside, so that of a late delivery it is known where its time went. */
export class Journeys {
  /** In the order in which they arrived. */
  readonly late: LateDelivery[] = [];
  /** By the push's text, oldest first. */
  private readonly journeys = new Map<string, Journey>();
  private readonly text: RegExp;

  /** @param load its name @param lateMs a delivery that takes longer is late */
  constructor(
    load: string,
    private readonly lateMs: number,
  ) {
    this.text = new RegExp(`${load} \\d+ (\\d+) [^;]+;`, 'g');
  }

  /** @param bus with all rights */
  watch(bus: Bus): void {
    bus.subscribe(QUEUED, ({ data }) => this.saw(data, 'queuedAt'));
    for (const subject of SENT) bus.subscribe(subject, ({ data }) => this.saw(data, 'sentAt'));
  }

  /**
   * Whether job had sent it before the client was let in. What was on its way then comes with the next push to the room, where
   * comet sees that it has not had it.
   */
  wasBefore({ push, cameAt }: Delivery): boolean {
    const { sentAt = 0 } = this.journeys.get(push) ?? {};
    return sentAt > 0 && sentAt < cameAt;
  }

  /** Remembers it where it is late. */
  note(delivery: Delivery): void {
    const arrivedAt = Date.now();
    if (arrivedAt - delivery.askedAt <= this.lateMs) return;
    const { queuedAt = 0, sentAt = 0 } = this.journeys.get(delivery.push) ?? {};
    this.late.push({ ...delivery, queuedAt, sentAt, arrivedAt });
  }

  private saw(data: Uint8Array, step: 'queuedAt' | 'sentAt'): void {
    const now = Date.now();
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
    for (const [push, askedAt] of bytes.toString('latin1').matchAll(this.text)) {
      const journey = this.journeys.get(push) ?? { askedAt: Number(askedAt), queuedAt: 0, sentAt: 0 };
      // The first time: what was not confirmed comes again.
      journey[step] ||= now;
      this.journeys.set(push, journey);
    }
    for (const [push, { askedAt }] of this.journeys) {
      if (now - askedAt < KEPT_MS) break;
      this.journeys.delete(push);
    }
  }
}
