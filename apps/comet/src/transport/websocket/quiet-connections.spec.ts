import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { QuietConnections } from './quiet-connections.js';

const MAX_SILENCE_MS = 50_000;

let quiet: QuietConnections;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  quiet.beforeApplicationShutdown();
  jest.useRealTimers();
});

function looksAt(ids: readonly number[], maxSilence = MAX_SILENCE_MS): Map<number, number> {
  quiet = new QuietConnections(maxSilence);
  quiet.onApplicationBootstrap();
  const looks = new Map(ids.map((id) => [id, 0]));
  for (const id of ids) quiet.add(id, { breakSilence: () => looks.set(id, looks.get(id)! + 1) });
  return looks;
}

it('each is looked at twice in the time that it may be silent', () => {
  const looks = looksAt([1, 2, 40, 1_000_003]);
  jest.advanceTimersByTime(10 * MAX_SILENCE_MS);
  for (const count of looks.values()) expect([19, 20, 21]).toContain(count);
});

it('those that are gone are not looked at', () => {
  quiet = new QuietConnections(MAX_SILENCE_MS);
  quiet.onApplicationBootstrap();
  const gone = { breakSilence: jest.fn() };
  quiet.add(7, gone);
  quiet.remove(7, gone);
  jest.advanceTimersByTime(2 * MAX_SILENCE_MS);
  expect(gone.breakSilence).not.toHaveBeenCalled();
});

it('nobody is looked at where silence may last', () => {
  const looks = looksAt([1], 0);
  jest.advanceTimersByTime(MAX_SILENCE_MS);
  expect(looks.get(1)).toBe(0);
});
