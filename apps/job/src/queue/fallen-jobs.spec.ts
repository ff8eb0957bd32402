import { beforeEach, describe, expect, it } from '@jest/globals';
import { NobodyListens, type BusMessage } from '#bus';
import { AppError, subjects } from '#contracts';
import { FallenJobs } from './fallen-jobs.js';

let absent: Set<string>;
let silent: Set<string>;
let fallen: FallenJobs;

beforeEach(() => {
  absent = new Set();
  silent = new Set();
  const request = async (subject: string): Promise<BusMessage> => {
    if (absent.has(subject)) throw new NobodyListens(subject);
    if (silent.has(subject)) throw new AppError('unavailable', 'no answer in time');
    return {} as BusMessage;
  };
  fallen = new FallenJobs({ request });
});

describe('the jobs that have ended', () => {
  it('are those that nobody listens for twice in succession', async () => {
    absent.add(subjects.jobPresence('a'));
    expect(await fallen.among(['a', 'b'])).toEqual([]);
    expect(await fallen.among(['a', 'b'])).toEqual(['a']);
    expect(await fallen.among(['b', 'a'])).toEqual(['a']);
  });

  it('are not one that was cut off and is back, nor one that hangs', async () => {
    absent.add(subjects.jobPresence('a'));
    silent.add(subjects.jobPresence('b'));
    expect(await fallen.among(['a', 'b'])).toEqual([]);
    absent.clear();
    expect(await fallen.among(['a', 'b'])).toEqual([]);
    absent.add(subjects.jobPresence('a'));
    expect(await fallen.among(['a', 'b'])).toEqual([]);
  });
});
