import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Metrics, ReadinessCheck } from '#observability';
import { Bus } from '../connection/bus.js';
import type { AssetFinding } from './assets.js';
import { DurableAssets } from './durable-assets.js';

/** Each entry that is refused is counted; lines come no more often than this. */
const TELL_FULL_EVERY_MS = 60_000;

/** Writes a line for whatever was mended, or can't be, and counts it. */
@Injectable()
export class DurableMonitor implements OnModuleInit {
  private readonly logger = new Logger(DurableAssets.name);
  /** When a line last said so. */
  private readonly toldFull = new Map<string, number>();

  constructor(
    private readonly bus: Bus,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const assets = DurableAssets.of(this.bus);
    const repairs = this.metrics.counter(
      'goim_bus_durable_repairs_total',
      'Streams, buckets and consumers that were found missing, changed or recreated, and were mended.',
      ['asset', 'reason'],
    );
    const tell = {
      repaired: (finding: AssetFinding): void => {
        repairs.inc({ asset: finding.asset, reason: finding.reason });
        this.logger.warn('mended what JetStream keeps for us', finding);
      },
      refused: (finding: AssetFinding): void => {
        this.logger.warn('what JetStream keeps for us is not as configured', finding);
      },
    };
    const refusedEntries = this.metrics.counter(
      'goim_bus_full_buckets_total',
      'Entries that a bucket refused because it is full.',
      ['bucket'],
    );
    assets.on('full', (bucket) => {
      refusedEntries.inc({ bucket });
      this.tellFull(bucket);
    });
    for (const [event, finding] of assets.early.splice(0)) tell[event](finding);
    assets.on('repaired', tell.repaired);
    assets.on('refused', tell.refused);
    this.metrics.observedHighest(
      'goim_bus_durable_problems',
      'Streams and buckets that this process cannot use now.',
      () => assets.problems().length,
    );
  }

  private tellFull(bucket: string): void {
    const now = performance.now();
    if (now - (this.toldFull.get(bucket) ?? -Infinity) < TELL_FULL_EVERY_MS) return;
    this.toldFull.set(bucket, now);
    this.logger.error('a bucket is full and refuses new entries', { bucket });
  }
}

/** Not ready while a stream, consumer or bucket that this process needs can't be used. */
@Injectable()
export class DurableReadiness extends ReadinessCheck {
  readonly name = 'durable';

  constructor(private readonly bus: Bus) {
    super();
  }

  check(): void {
    const problems = DurableAssets.of(this.bus).problems();
    if (problems.length > 0) throw new Error(problems.join('; '));
  }
}
