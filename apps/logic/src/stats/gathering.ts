import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DurableAssets, NobodyListens, RpcClient, type Bus, type StoreClock } from '#bus';
import {
  logicRpc,
  PUSH_STREAM,
  Report,
  reportOf,
  REPORT_INTERVAL_MS,
  subjects,
  type GatheredReply,
  type GatheredRequest,
} from '#contracts';
import type { Instance, InstanceTable } from '../instances/instance-table.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { StatsHistory } from './stats-history.js';

/** Whoever can't answer within it is done without: a logic that starts must not wait for its charts. */
const ASK_TIMEOUT_MS = 1_000;
/** Instances of one answer, of 26 KB each: it must fit into a message of NATS. */
const PAGE = 8;
const MS_PER_SECOND = 1_000;
/** Processes that may come back, such as where the network between was cut. */
const MAX_ENDED = 512;

interface Gathered {
  readonly instances: InstanceTable;
  readonly history: StatsHistory;
}

/** Hears the reports of all processes, and samples what no report has. A logic that starts first takes what another has gathered. */
export class Gathering implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Gathering.name);
  private timer: NodeJS.Timeout | undefined;
  /** Of the push queue, at the last look at it. */
  private queue = { messages: 0, firstStored: 0 };
  /** Those whose sessions were taken for ended, the newest last. */
  private readonly ended = new Set<string>();
  /** Reports that can't be read. Only grows. */
  unreadable = 0;

  constructor(
    private readonly bus: Bus,
    private readonly clock: Pick<StoreClock, 'now'>,
    private readonly gathered: Gathered,
    private readonly sessions: Pick<SessionRegistry, 'count' | 'roomTotal'>,
  ) {}

  /** Resolves when it hears reports. */
  async start(): Promise<void> {
    await this.takeOver();
    this.bus.subscribe(subjects.report, ({ data }) => this.hear(data));
    DurableAssets.of(this.bus).on('looked', (stream, { state: { messages, first_ts: firstStored } }) => {
      if (stream === PUSH_STREAM) this.queue = { messages, firstStored: Date.parse(firstStored) };
    });
    this.timer = setInterval(() => this.sample(), REPORT_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** A page of what is gathered here, for a logic that starts. */
  page({ after }: GatheredRequest): GatheredReply {
    const { instances, history } = this.gathered;
    const rest = instances.all().filter(({ report }) => report.id > after);
    return {
      slots: after === '' ? history.gatheredSlots() : [],
      instances: rest.slice(0, PAGE).map((instance) => ({ ...instance, ...history.gatheredOf(instance.report.id) })),
      more: rest.length > PAGE,
    };
  }

  private async takeOver(): Promise<void> {
    if (!this.bus.isConnected) return;
    const rpc = new RpcClient(this.bus, ASK_TIMEOUT_MS);
    try {
      let after = '';
      let reply: GatheredReply;
      do {
        reply = await rpc.call(logicRpc.gathered, { after });
        this.restore(reply);
        after = reply.instances.at(-1)?.report?.id ?? '';
      } while (reply.more && after !== '');
    } catch (err) {
      // It is the first one.
      if (err instanceof NobodyListens) return;
      this.logger.warn('another logic did not say what it has gathered: the hour of /v1/stats begins now', { err });
    }
  }

  private restore(reply: GatheredReply): void {
    const { instances, history } = this.gathered;
    history.restoreSlots(reply.slots);
    for (const instance of reply.instances) {
      const { report, seen, cpu } = instance;
      if (!report) continue;
      instances.restore({ report, seen, cpu });
      // Not by what is left of it: a list that came empty is none of a decoded message's own properties.
      history.restoreInstance(report.id, instance);
    }
  }

  private hear(data: Uint8Array): void {
    let report: Report;
    try {
      report = Report.decode(data);
    } catch {
      this.unreadable++;
      return;
    }
    const { instances, history } = this.gathered;
    const now = this.clock.now();
    const isBack = this.ended.delete(report.id);
    const before = instances.take(report, now) ?? (isBack ? withoutSessions(report, now) : undefined);
    const known = instances.get(report.id);
    if (known) history.take(report, now, known.cpu, before);
    else if (before) this.end(report, now, before);
  }

  private end(report: Report, now: number, before: Instance): void {
    const { history } = this.gathered;
    history.take(report, now, before.cpu, before);
    history.forget(report.id);
  }

  /** It could not say that its sessions have ended: they did before its next report was due. */
  private endOfKilled(gone: Instance): void {
    const last = Object.assign(reportOf(gone.report), { connections: 0, ending: true });
    this.end(last, gone.seen + REPORT_INTERVAL_MS, gone);
    this.ended.add(gone.report.id);
    if (this.ended.size > MAX_ENDED) this.ended.delete(this.ended.values().next().value!);
  }

  private sample(): void {
    const { instances, history } = this.gathered;
    const now = this.clock.now();
    for (const gone of instances.sweep(now)) this.endOfKilled(gone);
    const { messages, firstStored } = this.queue;
    history.sample(now, {
      // Not as the comets report: one that was killed says no more that it has none, and goim's own report nothing.
      connections: this.sessions.count,
      rooms: this.sessions.roomTotal,
      backlog: messages,
      oldestTask: messages > 0 ? Math.max(now - firstStored, 0) / MS_PER_SECOND : 0,
    });
  }
}

/** What a process reported before that was taken for killed, and is back: its sessions are there again, and count as begun. */
function withoutSessions(report: Report, now: number): Instance {
  const sessionsBegun = report.sessionsBegun - report.connections;
  const earlier = Object.assign(reportOf(report), { connections: 0, sessionsBegun });
  return { report: earlier, seen: now - REPORT_INTERVAL_MS, cpu: 0 };
}
