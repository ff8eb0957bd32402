import type { Stage } from './stage.js';

export interface Fault {
  readonly name: string;
  happen(stage: Stage): Promise<void>;
  /** Seconds within which all that is pushed arrives again, from the moment of the fault on. */
  readonly goal?: number;
  readonly needsDisks?: true;
  /** By the limits of the promise in docs/delivery.md a push may be stored twice. */
  readonly mayRepeat?: true;
}

const SHORT_MS = 10_000;
/** Longer than any lease or lifetime. */
const LONG_MS = 20_000;
const CUT_MS = 5_000;
/** What a power failure takes from a server is what its machine had not written to the disk. */
const UNWRITTEN_MS = 3_000;

/** Each process killed, hung, emptied, set back, cut off or without room on its disk, singly and in pairs. */
export const FAULTS: readonly Fault[] = [
  { name: 'kill job', goal: 5, happen: (stage) => stage.kill('job') },
  { name: 'kill comet', goal: 6, happen: (stage) => stage.kill('comet') },
  { name: 'kill logic', happen: (stage) => stage.kill('logic') },
  { name: 'kill nats', happen: (stage) => stage.killBroker() },
  { name: 'kill database', happen: (stage) => stage.killDatabase() },
  { name: 'hang job', happen: (stage) => stage.hang('job', LONG_MS) },
  { name: 'hang comet', happen: (stage) => stage.hang('comet', LONG_MS) },
  { name: 'hang logic', happen: (stage) => stage.hang('logic', SHORT_MS) },
  { name: 'hang nats', happen: (stage) => stage.hangBroker(LONG_MS) },
  { name: 'hang database', happen: (stage) => stage.hangDatabase(SHORT_MS) },
  { name: 'full disk of nats', needsDisks: true, happen: (stage) => stage.fillBroker(SHORT_MS) },
  { name: 'full disk of database', needsDisks: true, happen: (stage) => stage.fillDatabase(SHORT_MS) },
  { name: 'cut comet', happen: (stage) => stage.cut(CUT_MS) },
  { name: 'kill job and comet', goal: 8, happen: (stage) => stage.kill('job', 'comet') },
  { name: 'kill both jobs', happen: (stage) => stage.kill('job', 'other job') },
  { name: 'kill both comets', happen: (stage) => stage.kill('comet', 'other comet') },
  { name: 'kill nats and job', happen: (stage) => together(stage.killBroker(), stage.kill('job')) },
  { name: 'kill nats and comet', happen: (stage) => together(stage.killBroker(), stage.kill('comet')) },
  {
    name: 'kill nats and logic',
    mayRepeat: true,
    happen: (stage) => together(stage.killBroker(), stage.kill('logic')),
  },
  { name: 'kill nats and database', happen: (stage) => together(stage.killBroker(), stage.killDatabase()) },
  { name: 'empty nats', happen: (stage) => stage.killBroker(true) },
  { name: 'set back nats', happen: (stage) => stage.setBackBroker(UNWRITTEN_MS) },
];

async function together(...all: Promise<void>[]): Promise<void> {
  await Promise.all(all);
}
