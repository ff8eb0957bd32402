/** Counts by a label that grow for ever; read by the metrics. */
class LabelledCount {
  readonly byLabel: Record<string, number> = {};

  add(label: string): void {
    this.byLabel[label] = (this.byLabel[label] ?? 0) + 1;
  }
}

/** What happened to the connections of this comet. */
export class SessionCounts {
  readonly opened = new LabelledCount();
  /** By the reason of the close. */
  readonly closed = new LabelledCount();
  /** Connections that sent something malformed, by what was wrong. */
  readonly malformed = new LabelledCount();
  /** Frames that were not acted on, by why. */
  readonly ignored = new LabelledCount();
  /** Upstream messages that were refused, by the error that the client was answered with. */
  readonly refusedMessages = new LabelledCount();
  authenticated = 0;
  heartbeats = 0;
  /** Sessions that are over and could not be reported: too many waited already, or logic refused the report. */
  unreportedEnds = 0;
}
