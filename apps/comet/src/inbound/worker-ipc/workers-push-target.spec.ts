import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import type { WorkerCallMessage } from './worker-call.js';
import { WorkerCalls, type CalledWorker } from './worker-calls.js';
import { WorkersPushTarget } from './workers-push-target.js';

const TIMEOUT_MS = 50;
/** For those who answer. */
const LONG_MS = 60_000;
const PACKETS = Buffer.from('packets');

class FakeWorker implements CalledWorker {
  readonly got: WorkerCallMessage[] = [];

  send(message: WorkerCallMessage): void {
    this.got.push(message);
  }
}

let first: FakeWorker;
let second: FakeWorker;
let serving: Set<FakeWorker>;
let calls: WorkerCalls;
let workers: WorkersPushTarget;

beforeEach(() => {
  first = new FakeWorker();
  second = new FakeWorker();
  serving = new Set([first, second]);
  calls = new WorkerCalls(() => serving, LONG_MS);
  workers = new WorkersPushTarget(calls);
});

function answer(worker: FakeWorker, rooms?: string[]): void {
  calls.heard(worker, { type: 'reply', id: worker.got.at(-1)!.id, rooms });
}

describe('a call to the workers', () => {
  it('goes to all of them, and is done when all have confirmed it', async () => {
    let done = false;
    const pushed = workers.pushKeys(['a'], 1000, PACKETS).then(() => (done = true));
    expect([first, second].map(({ got }) => got.map(({ call }) => call))).toEqual([
      [{ method: 'pushKeys', args: [['a'], 1000, PACKETS] }],
      [{ method: 'pushKeys', args: [['a'], 1000, PACKETS] }],
    ]);
    answer(first);
    answer(first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    answer(second);
    await pushed;
  });

  it('is not waited for from one that ended: its connections are gone', async () => {
    const pushed = workers.pushRoom('live://1' as RoomKey, PACKETS);
    answer(first);
    calls.ended(second);
    await expect(pushed).resolves.toBeUndefined();
  });

  it('fails where one does not confirm in time, or none serves', async () => {
    const hasty = new WorkersPushTarget(new WorkerCalls(() => serving, TIMEOUT_MS));
    await expect(hasty.pushAll(1000, PACKETS, 0)).rejects.toMatchObject({
      code: 'unavailable',
      message: `2 workers did not confirm within ${TIMEOUT_MS} ms`,
    });
    serving.clear();
    await expect(workers.pushAll(1000, PACKETS, 0)).rejects.toMatchObject({ message: 'no worker serves' });
  });

  it.each([
    [0, 0],
    [100, 50],
    [1, 1],
  ])('with a speed of %i gives each of the two %i', async (speed, share) => {
    const pushed = workers.pushAll(1000, PACKETS, speed);
    expect(first.got[0]!.call).toEqual({ method: 'pushAll', args: [1000, PACKETS, share] });
    answer(first);
    answer(second);
    await pushed;
  });

  it('gives the rooms of all, each once', async () => {
    const rooms = workers.roomKeys();
    answer(first, ['live://1', 'live://2']);
    answer(second, ['live://2', 'live://3']);
    expect(await rooms).toEqual(['live://1', 'live://2', 'live://3']);
  });

  it('passes over what else they say', async () => {
    const rooms = workers.roomKeys();
    for (const message of [undefined, null, {}, { type: 'reply', id: 99 }, { type: 'prom-client', id: 1 }]) {
      calls.heard(first, message);
    }
    answer(first, []);
    answer(second, []);
    expect(await rooms).toEqual([]);
  });
});
