import { Injectable } from '@nestjs/common';
import { NodeDirectory, StoreClock } from '#bus';
import type { CometId, NodeInfo } from '#contracts';
import { InstanceTable, SILENT_AFTER_MS, type Instance } from './instance-table.js';
import type { InstanceList, InstancesQuery, InstanceView } from './instances.schema.js';

/** Every process, by its own reports, with what the list of nodes has of the comets. */
@Injectable()
export class InstancesService {
  constructor(
    private readonly table: InstanceTable,
    private readonly directory: NodeDirectory,
    private readonly clock: StoreClock,
  ) {}

  list({ app }: InstancesQuery): InstanceList {
    const reporting = this.table.all();
    const known = new Set(reporting.map(({ report: { id } }) => id));
    const others = this.directory.all().filter(({ id }) => !known.has(id));
    return {
      instances: [...reporting.map((instance) => this.viewOf(instance)), ...others.map((node) => this.viewOfNode(node))]
        .filter((one) => app === undefined || one.app === app)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    };
  }

  private viewOf({ report, seen, cpu }: Instance): InstanceView {
    const { id, version, host, pid, primary, startedAt, ready, problems, rss, heap, eventLoopLag, maxConnections } =
      report;
    const app = report.app as InstanceView['app'];
    const node = app === 'comet' ? this.directory.get(id as CometId) : undefined;
    const isSilent = this.clock.now() - seen > SILENT_AFTER_MS;
    return {
      id,
      app,
      version,
      host,
      pid,
      ...(primary > 0 && { primary }),
      since: startedAt,
      seen,
      state: isSilent ? 'silent' : node?.offline ? 'offline' : 'online',
      ready,
      problems,
      cpu: round(cpu),
      rss,
      heap,
      eventLoopLag: round(eventLoopLag),
      ...(app === 'comet' && { connections: report.connections }),
      ...(maxConnections > 0 && { maxConnections }),
      ...(node && { weight: node.weight }),
      ...(app === 'job' && { partitions: report.leases.map(({ partition }) => partition).toSorted((a, b) => a - b) }),
    };
  }

  /** One of goim's own, or one that has only just begun. */
  private viewOfNode({ id, version, hostname, startedAt, offline, connections, weight }: NodeInfo): InstanceView {
    return {
      id,
      app: 'comet',
      version,
      host: hostname,
      since: startedAt,
      seen: Math.round(this.directory.refreshedAt(id) ?? this.clock.now()),
      state: offline ? 'offline' : 'online',
      ready: !offline,
      problems: [],
      connections,
      weight,
    };
  }
}

/** To a thousandth. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
