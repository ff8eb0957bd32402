import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HistoryUnavailable, type Pruned, type PruneKind } from '#history';
import { eventually } from '#test-support';
import { Pruning } from './pruning.js';

const WITHIN_MS = 20_000;
const TIMED_OUT = new HistoryUnavailable('canceling statement due to statement timeout');

/** A database that has so many batches to remove of each kind. */
class FakeWriter {
  readonly batches: Record<PruneKind | 'notes', number> = { expired: 0, aged: 0, surplus: 0, notes: 0 };
  readonly statements: (PruneKind | 'notes')[] = [];
  failing: PruneKind | 'notes' | undefined;
  /** Awaited by each statement. */
  answer: Promise<void> = Promise.resolve();

  async prune(kind: PruneKind | 'notes'): Promise<Pruned> {
    await this.ran(kind);
    const removed = this.batches[kind] > 0 ? 10 : 0;
    if (removed > 0) this.batches[kind]--;
    return { removed, more: this.batches[kind] > 0 };
  }

  pruneNotes(): Promise<Pruned> {
    return this.prune('notes');
  }

  private async ran(statement: PruneKind | 'notes'): Promise<void> {
    this.statements.push(statement);
    await this.answer;
    if (this.failing === statement) throw TIMED_OUT;
  }
}

let writer: FakeWriter;
let errors: unknown[];
let pruning: Pruning;

beforeEach(() => {
  writer = new FakeWriter();
  errors = [];
  pruning = new Pruning(
    writer,
    () => ({ keepFor: 1_000, keepCount: 10 }),
    async () => undefined,
    (error) => errors.push(error),
  );
});

afterEach(async () => {
  await pruning.stop();
});

/** Until the database has had that many statements of the kind. */
function had(kind: PruneKind | 'notes', count: number): Promise<unknown> {
  return eventually(`${count} of ${kind}`, WITHIN_MS, () =>
    expect(writer.statements.filter((one) => one === kind).length).toBeGreaterThanOrEqual(count),
  );
}

describe('removing old messages', () => {
  it.each(['expired', 'aged', 'surplus'] as const)(
    'goes on with the other kinds, and counts what they removed, where what removes the %s ones fails',
    async (failing) => {
      writer.failing = failing;
      const others = (['expired', 'aged', 'surplus'] as const).filter((kind) => kind !== failing);
      for (const kind of others) writer.batches[kind] = 3;
      pruning.start();
      for (const kind of others) await had(kind, 3);
      await pruning.stop();
      expect(pruning.counts).toEqual({ expired: 30, aged: 30, surplus: 30, [failing]: 0 });
      expect(pruning.failures).toBe(1);
      expect(errors).toEqual([TIMED_OUT]);
    },
  );

  it('tries what failed again when it begins anew', async () => {
    writer.failing = 'surplus';
    pruning.start();
    await had('surplus', 1);
    writer.failing = undefined;
    writer.batches.surplus = 1;
    await eventually('it begins anew', WITHIN_MS, () => {
      pruning.limitsChanged();
      expect(pruning.counts.surplus).toBe(10);
    });
  });

  it('forgets what told of those too old once they are all removed, and does not wait for those of another kind', async () => {
    writer.batches.aged = 2;
    writer.batches.surplus = 4;
    pruning.start();
    await had('surplus', 4);
    await pruning.stop();
    const { statements } = writer;
    expect(statements.filter((one) => one === 'notes')).toHaveLength(1);
    expect(statements.indexOf('notes')).toBeGreaterThan(statements.lastIndexOf('aged'));
    expect(statements.indexOf('notes')).toBeLessThan(statements.lastIndexOf('surplus'));
  });

  it('forgets in batches, between which the other kinds have their turn', async () => {
    writer.batches.aged = 1;
    writer.batches.notes = 3;
    writer.batches.surplus = 4;
    pruning.start();
    await had('notes', 3);
    await had('surplus', 4);
    await pruning.stop();
    expect(writer.statements.slice(3).filter((one) => one !== 'expired')).toEqual([
      'notes',
      'surplus',
      'notes',
      'surplus',
      'notes',
      'surplus',
    ]);
  });

  it('counts what was removed where forgetting what told of it fails', async () => {
    writer.batches.aged = 1;
    writer.failing = 'notes';
    pruning.start();
    await had('surplus', 1);
    await pruning.stop();
    expect([pruning.counts.aged, pruning.failures]).toEqual([10, 1]);
  });

  it('ends with the statement that runs, whatever is left', async () => {
    writer.batches.expired = 100;
    let answer!: () => void;
    writer.answer = new Promise((resolve) => (answer = resolve));
    pruning.start();
    await had('expired', 1);
    const stopped = pruning.stop();
    answer();
    await stopped;
    expect(writer.statements).toEqual(['expired']);
    expect(pruning.counts.expired).toBe(10);
  });
});
