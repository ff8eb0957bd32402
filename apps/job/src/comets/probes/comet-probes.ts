import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Bus, NodeDirectory } from '#bus';
import type { CometId, NodeInfo } from '#contracts';
import type { CometLink, SendingLease } from '../comet-link.js';

const INTERVAL_MS = 1_000;
/** Several probes in a row: a comet that is merely busy, or comes back to the bus, has taken one by then. */
const SILENT_AFTER_MS = 5_000;

/** Each is called once a change. */
interface CometProbesEvents {
  onSilent(comet: CometId, error: unknown): void;
  onHeard(comet: CometId): void;
}

interface Probed {
  /** When it was sent the last probe that it took, or its first: milliseconds of a clock that only goes forward. */
  heardAt: number;
  isAsked: boolean;
  isSaidSilent: boolean;
}

/**
 * Whether pushes of this job come to the comets: each is sent a probe a second, by the way and the lease of pushes, for as
 * long as this job has a partition and the bus. So it shows a comet that hangs, that has lost its subscription, or that the bus
 * does not bring to, while its entry in the directory lives.
 *
 * Cost: a small message to each comet and back, whatever is pushed.
 */
export class CometProbes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Only grow. */
  readonly counts = { taken: 0, missed: 0 };
  private readonly probed = new Map<CometId, Probed>();
  private lease: () => SendingLease | undefined = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Pick<Bus, 'isConnected'>,
    private readonly directory: Pick<NodeDirectory, 'all'>,
    private readonly links: readonly Pick<CometLink, 'serves' | 'probe'>[],
    private readonly events: CometProbesEvents,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Said once, before the app runs. @param lease one that this job has; undefined while it has none, and sends nothing */
  sendBy(lease: () => SendingLease | undefined): void {
    this.lease = lease;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.probe(), INTERVAL_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Comets that are sent probes. */
  get size(): number {
    return this.probed.size;
  }

  /** Those that have taken none for too long, and for how long. */
  silent(): { comet: CometId; seconds: number }[] {
    const now = this.now();
    return [...this.probed]
      .filter(([, { heardAt }]) => now - heardAt > SILENT_AFTER_MS)
      .map(([comet, { heardAt }]) => ({ comet, seconds: (now - heardAt) / 1_000 }));
  }

  /** Resolves when each comet has taken its probe, or has not. One that still has one to answer is not sent another. */
  async probe(): Promise<void> {
    const lease = this.lease();
    if (!lease?.isValid() || !this.bus.isConnected) {
      this.probed.clear();
      return;
    }
    const comets = this.directory.all();
    const ids = new Set(comets.map(({ id }) => id));
    for (const id of this.probed.keys()) if (!ids.has(id)) this.probed.delete(id);
    await Promise.all(comets.map((comet) => this.ask(comet, lease)));
  }

  private async ask(comet: NodeInfo, lease: SendingLease): Promise<void> {
    const link = this.links.find((one) => one.serves(comet));
    const probed = this.probedOf(comet.id);
    if (!link || probed.isAsked) return;
    probed.isAsked = true;
    const askedAt = this.now();
    try {
      await link.probe(comet, lease);
      this.counts.taken++;
      probed.heardAt = askedAt;
      if (probed.isSaidSilent) this.events.onHeard(comet.id);
      probed.isSaidSilent = false;
    } catch (error) {
      this.counts.missed++;
      if (!probed.isSaidSilent && this.now() - probed.heardAt > SILENT_AFTER_MS) {
        probed.isSaidSilent = true;
        this.events.onSilent(comet.id, error);
      }
    } finally {
      probed.isAsked = false;
    }
  }

  private probedOf(comet: CometId): Probed {
    let probed = this.probed.get(comet);
    if (!probed) {
      probed = { heardAt: this.now(), isAsked: false, isSaidSilent: false };
      this.probed.set(comet, probed);
    }
    return probed;
  }
}
