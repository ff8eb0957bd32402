import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#test-support';
import { openLogFile } from '../../launcher/log-file.mjs';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'goim-log-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

it('keeps the log of the run before', async () => {
  const file = join(dir, 'logs', 'app.log');
  for (const run of ['first', 'second']) {
    const log = await openLogFile(file);
    log.write(run);
    log.close();
    await eventually('it is written', 5_000, async () => expect(await readFile(file, 'utf8')).toBe(`${run}\n`));
  }
  expect(await readFile(`${file}.previous`, 'utf8')).toBe('first\n');
});

// One full disk, for however short a time, was the end of the log until the next start.
it('goes on when a full disk has room again, and says how many lines are missing', async () => {
  const file = join(dir, 'app.log');
  await symlink('/dev/full', file);
  // A folder that is not empty is in the way of the log of the run before, so that the link stays.
  await mkdir(`${file}.previous`);
  await writeFile(join(`${file}.previous`, 'other'), '');
  const log = await openLogFile(file);
  let written = 0;
  const write = (): void => log.write(`line ${++written}`);
  write();
  // Two that were begun later: the log's own has failed by then.
  for (let turn = 0; turn < 2; turn++) await expect(writeFile(file, 'x')).rejects.toThrow('ENOSPC');
  await rm(file);
  await eventually('it writes again', 10_000, async () => {
    write();
    expect(await readFile(file, 'utf8')).toContain(`line ${written}\n`);
  });
  log.close();
  const [, note = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const [, missing] = /^(\d+) lines could not be written$/.exec(note) ?? [];
  expect(Number(missing) + lines.length).toBe(written);
});
