import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkerPool } from './worker-pool.js';

/** A worker that serves, and takes a moment to shut down. */
const WORKER = `
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 100));
process.on('SIGINT', () => process.exit(0));
process.send({ type: 'ready', addresses: { tcp: 'tcp://127.0.0.1:1' } });
`;
const SIZE = 2;
/** Longer than the first wait before a lost worker is replaced. */
const REPLACED_WITHIN_MS = 5_000;

describe('the workers of a comet', () => {
  let folder: string;
  let pool: WorkerPool;
  let ends: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goim-workers-'));
    const exec = join(folder, 'worker.cjs');
    await writeFile(exec, WORKER);
    cluster.setupPrimary({ exec, execArgv: [] });
    ends = 0;
    pool = new WorkerPool(SIZE, { onLost: () => undefined, onMessage: () => undefined, onEnd: () => ends++ });
    await pool.start();
  });

  afterEach(async () => {
    await pool.stop();
    await rm(folder, { recursive: true });
  });

  function serving(): Worker[] {
    return [...pool.serving];
  }

  it('are replaced where they end by themselves', async () => {
    const forked = once(cluster, 'online', { signal: AbortSignal.timeout(REPLACED_WITHIN_MS) });
    serving()[0]!.process.kill('SIGINT');
    await forked;
    expect(pool.lost).toBe(1);
  });

  it('are not once the comet ends: a signal to the whole group has them end before it asks them to', async () => {
    pool.replaceNone();
    const exits = serving().map((worker) => once(worker, 'exit'));
    for (const worker of serving()) worker.process.kill('SIGINT');
    await Promise.all(exits);
    expect(pool.lost).toBe(0);
  });

  it('are waited for, also where one is still sent a message as it ends', async () => {
    const [ending] = serving();
    const stopped = pool.stop();
    ending!.emit('error', new Error('the channel is closed'));
    await stopped;
    expect(ends).toBe(SIZE);
  });
});
