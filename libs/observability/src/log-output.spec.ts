import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '#test-support';
import { LogOutput } from './log-output.js';

const WITHIN_MS = 30_000;
/** More than a pipe holds. */
const MANY = Array.from({ length: 2_000 }, (_, n) => `${n} ${'ü'.repeat(100)}\n`);

let folder: string;
let fd: number;
let lossTo: number;

function open(name: string, flags: number): number {
  fd = openSync(resolve(folder, name), flags);
  return fd;
}

/** @returns what its end of the process tells of lines that were lost */
function newOutput(at: number, mostWaiting?: number): { output: LogOutput; told: () => string } {
  const elsewhere = join(folder, 'elsewhere');
  lossTo = openSync(elsewhere, constants.O_CREAT | constants.O_WRONLY);
  const lossLine = (lost: number): string => `lost ${lost}\n`;
  const output = new LogOutput(at, { lossLine, lossTo, ...(mostWaiting !== undefined && { mostWaiting }) });
  return { output, told: () => readFileSync(elsewhere, 'utf8') };
}

function openFifo(): number {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  return open('fifo', constants.O_RDWR | constants.O_NONBLOCK);
}

/** What a fifo has, until there is no more. */
function readAll(): string {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(64 * 1024);
  try {
    for (;;) chunks.push(Buffer.from(chunk.subarray(0, readSync(fd, chunk))));
  } catch {
    // There is no more yet.
  }
  return Buffer.concat(chunks).toString('latin1');
}

beforeEach(async () => {
  lossTo = -1;
  folder = await mkdtemp(join(tmpdir(), 'goim-log-'));
});

afterEach(async () => {
  for (const one of [fd, lossTo]) if (one >= 0) closeSync(one);
  await rm(folder, { recursive: true });
});

it('writes all lines in their order, in the background or at once', async () => {
  const file = join(folder, 'log');
  const { output, told } = newOutput(open(file, constants.O_CREAT | constants.O_WRONLY));
  for (const line of MANY) output.write(line);
  await eventually('all is written', WITHIN_MS, () => readFileSync(file, 'utf8') === MANY.join(''));
  output.write('one');
  await eventually('it is written', WITHIN_MS, () => readFileSync(file, 'utf8').endsWith('one'));
  output.write('under way');
  output.write(' and waiting');
  output.flushSync();
  expect(readFileSync(file, 'utf8')).toContain(' and waiting');
  await eventually('the other is written', WITHIN_MS, () => readFileSync(file, 'utf8').includes('under way'));
  expect(told()).toBe('');
});

it('gives a pipe at once what it takes, so that nothing is under way as the process ends', () => {
  const { output, told } = newOutput(openFifo());
  output.write('one\n');
  expect(readAll()).toBe('one\n');
  output.write('two\n');
  output.flushSync();
  expect([readAll(), told()]).toEqual(['two\n', '']);
});

it('waits for a reader that is slow', async () => {
  const { output, told } = newOutput(openFifo());
  for (const line of MANY) output.write(line);
  let read = '';
  await eventually('all has come', WITHIN_MS, () => {
    read += readAll();
    return Buffer.from(read, 'latin1').toString() === MANY.join('');
  });
  output.flushSync();
  expect(told()).toBe('');
});

it('waits not for ever for a reader that takes nothing at the end, and tells how many lines it has not got', () => {
  const { output, told } = newOutput(openFifo());
  for (const line of MANY) output.write(line);
  output.flushSync();
  const whole = readAll().split('\n').length - 1;
  expect(whole).toBeGreaterThan(0);
  expect(told()).toBe(`lost ${MANY.length - whole}\n`);
});

it('keeps so much and no more for a reader that takes nothing, and tells it what it has not got', async () => {
  const { output, told } = newOutput(openFifo(), 1_000);
  const full = 'x'.repeat(999);
  for (let n = 0; n < 100; n++) output.write(`${full}\n`);
  let read = '';
  await eventually('the loss is told', WITHIN_MS, () => (read += readAll()).includes('lost'));
  const lines = read.split('\n').slice(0, -1);
  const got = lines.filter((line) => line === full).length;
  expect(lines.at(-1)).toBe(`lost ${100 - got}`);
  expect(lines).toHaveLength(got + 1);
  output.write('more\n');
  output.flushSync();
  expect([readAll(), told()]).toEqual(['more\n', '']);
});

it('counts what cannot be written, tells it at the end, and ends all the same', () => {
  const { output, told } = newOutput(open('/dev/full', constants.O_WRONLY));
  for (const line of ['one\n', 'two\n']) output.write(line);
  expect(() => output.flushSync()).not.toThrow();
  output.write('later\n');
  expect(() => output.flushSync()).not.toThrow();
  expect(told()).toBe('lost 2\nlost 1\n');
});
