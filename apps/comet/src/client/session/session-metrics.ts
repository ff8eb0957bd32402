import { Injectable } from '@nestjs/common';
import { Disconnects, type logicRpc } from '#contracts';
import { Metrics } from '#observability';
import { Hub } from '../../hub/hub.js';
import { Entrance } from '../admission/entrance.js';
import { LogicCalls } from '../../logic/logic-calls.js';
import { SessionCounts } from './session-counts.js';
import { SessionTable } from './session-table.js';

/** Those that comets make. */
const LOGIC_CALLS = [
  'connect',
  'refresh',
  'authorize',
  'disconnect',
  'heartbeat',
  'renewOnline',
  'receive',
  'positions',
  'catchUp',
  'news',
  'history',
  'read',
] as const satisfies readonly (keyof typeof logicRpc)[];
/** What alarms look for is shown from the start: Prometheus sees no growth in what it has not seen before. */
const NO_FAILURES = Object.fromEntries(LOGIC_CALLS.map((call) => [call, 0]));
const NO_CLOSES = Object.fromEntries(Object.values(Disconnects).map(({ reason }) => [reason, 0]));

/** Shows what the hub and the sessions count. Nothing is counted here, so the hot path pays a field's addition. */
@Injectable()
export class SessionMetrics {
  constructor(
    metrics: Metrics,
    hub: Hub,
    counts: SessionCounts,
    table: SessionTable,
    entrance: Entrance,
    calls: LogicCalls,
  ) {
    metrics.observedGauge('goim_connections', 'Connections, authenticated or not.', () => table.size);
    metrics.observedGauge('goim_sessions', 'Authenticated connections.', () => hub.connections);
    metrics.observedGauge(
      'goim_clients_waiting',
      'Clients that wait until logic is asked about them, since many came at once.',
      () => entrance.waiting,
    );
    metrics.observedCounter(
      'goim_clients_waited_total',
      'Clients that had to wait until logic was asked about them; those that gave up or waited too long included.',
      () => entrance.waited,
    );
    metrics.observedGauge('goim_rooms', 'Rooms with members here.', () => hub.roomCount);
    metrics.observedCounter(
      'goim_connections_opened_total',
      'Connections, by transport.',
      () => counts.opened.byLabel,
      'transport',
    );
    metrics.observedCounter(
      'goim_connections_closed_total',
      'Closed connections, by reason.',
      () => ({ ...NO_CLOSES, ...counts.closed.byLabel }),
      'reason',
    );
    metrics.observedCounter(
      'goim_malformed_total',
      'Connections that sent what is no frame, by fault.',
      () => counts.malformed.byLabel,
      'fault',
    );
    metrics.observedCounter(
      'goim_frames_ignored_total',
      'Frames that were not acted on, by why.',
      () => counts.ignored.byLabel,
      'why',
    );
    metrics.observedCounter(
      'goim_logic_failures_total',
      'Calls that logic did not answer or failed on, by call; clients that it refuses are none.',
      () => ({ ...NO_FAILURES, ...calls.failed }),
      'call',
    );
    metrics.observedCounter(
      'goim_upstream_refused_total',
      'Upstream messages that were refused, by the error that the client was answered with.',
      () => counts.refusedMessages.byLabel,
      'error',
    );
    metrics.observedCounter('goim_authenticated_total', 'Clients that were let in.', () => counts.authenticated);
    metrics.observedCounter('goim_heartbeats_total', 'Heartbeats.', () => counts.heartbeats);
    metrics.observedCounter(
      'goim_unreported_ends_total',
      'Ended sessions that stay registered until they expire.',
      () => counts.unreportedEnds,
    );
    metrics.observedCounter('goim_writes_total', 'Writes of pushes to connections.', () => hub.counts.writes);
    metrics.observedCounter(
      'goim_pushes_dropped_total',
      'Pushes that slow clients did not get.',
      () => hub.counts.dropped,
    );
    metrics.observedCounter(
      'goim_redelivered_messages_total',
      'Messages that came a second time, and were not written again.',
      () => hub.continuityCounts.redelivered,
    );
    metrics.observedCounter(
      'goim_overtaken_messages_total',
      'Messages that came after later ones of their target, and were written all the same.',
      () => hub.continuityCounts.overtaken,
    );
    metrics.observedCounter(
      'goim_healed_total',
      'Times that messages which had not come were read from the history and written.',
      () => hub.continuityCounts.healed,
    );
    metrics.observedCounter(
      'goim_unhealed_total',
      'Times that messages which had not come could not be had, by why.',
      () => hub.continuityCounts.unhealed,
      'why',
    );
    metrics.observedCounter(
      'goim_push_unknown_keys_total',
      'Pushes to keys that are not here.',
      () => hub.toKeys.unknown,
    );
  }
}
