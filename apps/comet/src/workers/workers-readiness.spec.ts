import { beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkerHealth } from '../inbound/worker-ipc/worker-call.js';
import type { WorkerCalls } from '../inbound/worker-ipc/worker-calls.js';
import { WorkersHealth, WorkersProblems, WorkersReadiness } from './workers-readiness.js';

const COUNT = 3;
const WELL: WorkerHealth = { ready: true, problems: [] };
const CUT_OFF: WorkerHealth = { ready: false, problems: ['bus: not connected to NATS'] };
const LATE: WorkerHealth = { ready: true, problems: ['pushes: no job has reached this comet'] };

let workers: WorkerHealth[];
let asked: number;
let readiness: WorkersReadiness;
let problems: WorkersProblems;

beforeEach(() => {
  workers = [WELL, WELL, WELL];
  asked = 0;
  const calls = {
    get count() {
      return workers.length;
    },
    ask: async () => {
      asked++;
      return workers.map((health, id) => ({ type: 'reply', id, health }) as const);
    },
  } as Pick<WorkerCalls, 'ask' | 'count'> as WorkerCalls;
  const health = new WorkersHealth(calls);
  readiness = new WorkersReadiness(health, COUNT);
  problems = new WorkersProblems(health, COUNT);
});

describe('a comet with workers', () => {
  it('is ready while all of them are, and as well as they are', async () => {
    await expect(readiness.check()).resolves.toBeUndefined();
    await expect(problems.check()).resolves.toBeUndefined();
  });

  it('is asked once by checks that look at the same time, and anew by later ones', async () => {
    await Promise.all([readiness.check(), problems.check()]);
    expect(asked).toBe(1);
    await readiness.check();
    expect(asked).toBe(2);
  });

  it('is not ready while one is missing', async () => {
    workers = [WELL, WELL];
    await expect(readiness.check()).rejects.toThrow('2 of 3 workers are ready');
  });

  it('is not ready while some are not, and says each reason once', async () => {
    workers = [CUT_OFF, LATE, CUT_OFF];
    await expect(readiness.check()).rejects.toThrow('2 of 3 workers not ready: bus: not connected to NATS');
  });

  it('is degraded while some are', async () => {
    workers = [LATE, WELL, CUT_OFF];
    await expect(problems.check()).rejects.toThrow('1 of 3 workers degraded: pushes: no job has reached this comet');
    workers = [];
    await expect(problems.check()).resolves.toBeUndefined();
  });
});
