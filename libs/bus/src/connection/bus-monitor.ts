import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '#observability';
import { Bus } from './bus.js';
import { describeDenial } from './denial.js';

/** NATS' own default, for which the longest pushes are made that the configuration allows. */
const USUAL_MAX_PAYLOAD_BYTES = 1_048_576;
/** How many texts have a line of their own in a minute; the counters have them all. */
const MAX_TOLD = 20;
const MS_PER_MINUTE = 60_000;

/** The first of each line that has what mends CVE-2025-30215, with which whoever may ask JetStream reaches others' streams. */
const MENDED: readonly (readonly [number, number, number])[] = [
  [2, 10, 27],
  [2, 11, 1],
];
const VERSION = /^v?(\d+)\.(\d+)\.(\d+)/;

/** Says when the bus goes and comes, and what it reports: a line each, and a counter. */
@Injectable()
export class BusMonitor implements OnModuleInit {
  private readonly logger = new Logger(BusMonitor.name);
  /** What has a line in this minute. */
  private readonly told = new Set<string>();
  private toldSince = 0;

  constructor(
    private readonly bus: Bus,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.observedCounter('goim_bus_disconnects_total', 'Times that the connection to NATS was lost.', () => {
      return this.bus.disconnects;
    });
    this.metrics.observedCounter(
      'goim_bus_denied_total',
      'What the permissions of the user at NATS did not let this process do.',
      () => this.bus.denials,
      'operation',
    );
    this.metrics.observedCounter(
      'goim_bus_foreign_replies_total',
      'Answers that were asked for on a subject that is no inbox, and not given.',
      () => this.bus.foreignReplies,
    );
    const errors = this.metrics.counter('goim_bus_errors_total', 'Errors of the NATS server and of message handlers.');
    this.metrics.observedLowest('goim_bus_connected', '1 while connected to NATS.', () => Number(this.bus.isConnected));
    this.metrics.observedLowest('goim_bus_max_payload_bytes', 'Longest message that the NATS server takes.', () => {
      return this.bus.maxPayloadBytes;
    });
    this.warnOfShortMessages();
    this.warnOfOldServer();
    this.bus.on('disconnect', () => {
      this.logger.warn('NATS is away', { server: this.bus.server });
    });
    this.bus.on('reconnect', () => {
      this.logger.log('NATS is back', { server: this.bus.server });
      this.warnOfShortMessages();
    });
    this.bus.onDenied((denial) => this.tell(describeDenial(denial), denial));
    this.bus.on('foreignReply', (subject) => {
      this.tell('somebody asks for an answer on a subject that is no inbox', { subject });
    });
    this.bus.on('error', (err) => {
      errors.inc();
      this.tell('bus error', { err }, err.message);
    });
  }

  /** A line for each text a minute: what is denied may be asked for with every push, and a server that refuses is tried for ever. */
  private tell(line: string, details: object, what = line): void {
    if (performance.now() - this.toldSince > MS_PER_MINUTE) {
      this.told.clear();
      this.toldSince = performance.now();
    }
    if (this.told.has(what) || this.told.size >= MAX_TOLD) return;
    this.told.add(what);
    this.logger.error(line, details);
  }

  private warnOfOldServer(): void {
    const { serverVersion: version, server } = this.bus;
    if (!isOutdated(version)) return;
    this.logger.warn('the nats-server is old, and lacks mends of its security: have 2.10.27, 2.11.1 or a newer one', {
      server,
      version,
    });
  }

  private warnOfShortMessages(): void {
    const { maxPayloadBytes, server } = this.bus;
    if (maxPayloadBytes >= USUAL_MAX_PAYLOAD_BYTES) return;
    this.logger.warn('NATS takes short messages only: longer pushes are refused; raise max_payload of nats-server', {
      server,
      maxPayloadBytes,
    });
  }
}

/** Whether a nats-server lacks mends that are known; false where the version can't be read. */
export function isOutdated(version: string): boolean {
  const parts = VERSION.exec(version)?.slice(1).map(Number);
  if (!parts) return false;
  const [major = 0, minor = 0, patch = 0] = parts;
  const line = MENDED.find((one) => one[0] === major && one[1] === minor);
  if (line) return patch < line[2];
  const [oldest] = MENDED;
  return major < oldest![0] || (major === oldest![0] && minor < oldest![1]);
}
