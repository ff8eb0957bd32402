import { describe, expect, it } from '@jest/globals';
import { withinTime } from './within-time.js';

const LONG_MS = 60_000;
const never = new Promise<never>(() => undefined);

describe('withinTime', () => {
  it('gives what the work gives in time, and asks for nothing else', async () => {
    let asked = 0;
    expect(await withinTime(LONG_MS, Promise.resolve('done'), () => ++asked)).toBe('done');
    await expect(withinTime(LONG_MS, Promise.reject(new Error('why')), () => ++asked)).rejects.toThrow('why');
    expect(asked).toBe(0);
  });

  it('gives what there is to say when the time is over', async () => {
    expect(await withinTime(1, never)).toBeUndefined();
    expect(await withinTime(1, never, () => 'late')).toBe('late');
    const refused = withinTime(1, never, () => {
      throw new Error('too long');
    });
    await expect(refused).rejects.toThrow('too long');
  });

  it("has the failure of what was too late be nobody's", async () => {
    let fail: (reason: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    expect(await withinTime(1, work, () => 'late')).toBe('late');
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    fail(new Error('nobody hears it'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('keeps no timer of work that is done', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await withinTime(LONG_MS, Promise.resolve());
    expect(timers()).toBe(before);
  });
});
