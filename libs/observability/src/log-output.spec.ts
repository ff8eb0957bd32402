import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#test-support';
import { LogOutput } from './log-output.js';

const WITHIN_MS = 30_000;
/** More than a pipe holds. */
const MANY = Array.from({ length: 2_000 }, (_, n) => `${n} ${'ü'.repeat(100)}\n`);

let folder: string;
let fd: number;

function open(name: string, flags: number): number {
  fd = openSync(name, flags);
  return fd;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-log-'));
});

afterEach(async () => {
  closeSync(fd);
  await rm(folder, { recursive: true });
});

it('writes all lines in their order, in the background or at once', async () => {
  const file = join(folder, 'log');
  const output = new LogOutput(open(file, constants.O_CREAT | constants.O_WRONLY));
  for (const line of MANY) output.write(line);
  await eventually('all is written', WITHIN_MS, () => readFileSync(file, 'utf8') === MANY.join(''));
  output.write('one');
  await eventually('it is written', WITHIN_MS, () => readFileSync(file, 'utf8').endsWith('one'));
  output.write('under way');
  output.write(' and waiting');
  output.flushSync();
  expect(readFileSync(file, 'utf8')).toContain(' and waiting');
  await eventually('the other is written', WITHIN_MS, () => readFileSync(file, 'utf8').includes('under way'));
});

it('waits for a reader that is slow, and not for ever for one that takes nothing at the end', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const output = new LogOutput(open(fifo, constants.O_RDWR | constants.O_NONBLOCK));
  for (const line of MANY) output.write(line);
  let read = '';
  const chunk = Buffer.alloc(1_000);
  await eventually('all has come', WITHIN_MS, () => {
    try {
      for (;;) read += chunk.toString('latin1', 0, readSync(fd, chunk));
    } catch {
      // There is no more yet.
    }
    return Buffer.from(read, 'latin1').toString() === MANY.join('');
  });
  for (const line of MANY) output.write(line);
  expect(() => output.flushSync()).not.toThrow();
});

it('drops what can not be written, and ends all the same', () => {
  const output = new LogOutput(open('/dev/full', constants.O_WRONLY));
  for (const line of ['under way', 'waiting']) output.write(line);
  expect(() => output.flushSync()).not.toThrow();
  output.write('later');
  expect(() => output.flushSync()).not.toThrow();
});
