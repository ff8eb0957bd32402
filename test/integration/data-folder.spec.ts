import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What `npm start` does first, in a process that then stays. */
const TAKEN = `
  import { takeDataFolder } from './launcher/data-folder.mjs';
  await takeDataFolder(process.argv[1]);
  console.log('taken');
  setInterval(() => {}, 1_000);
`;
/** Has a process print the programs that it runs. */
const TELLING = `
  import processes from 'node:child_process';
  import { syncBuiltinESMExports } from 'node:module';
  const { spawn } = processes;
  processes.spawn = (command, ...more) => {
    process.stdout.write('runs ' + command);
    return spawn(command, ...more);
  };
  syncBuiltinESMExports();
`;

let dir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'goim-data-'));
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

/** A start that takes the folder, and what it says then. */
async function take() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', TAKEN, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return { child, said: String(said) };
}

/** Runs `npm start` to its end; standard output has the programs that it ran as well. */
async function start(...args: string[]) {
  const told = `--import=data:text/javascript,${encodeURIComponent(TELLING)}`;
  const child = spawn(process.execPath, [told, 'launcher/start.mjs', '--data-dir', dir, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, stdout, stderr };
}

describe('the data folder of npm start', () => {
  // The logs were begun anew, and the build written under the apps that ran, before the first lock refused the start.
  it('is refused to another start in one line, however often, which leaves logs and build as they are', async () => {
    await take();
    for (const name of ['nats-server.log', 'nats-server.log.previous', 'comet.log', 'database.log']) {
      await writeFile(join(dir, 'logs', name), name);
    }
    for (const args of [[], ['--no-history']]) {
      expect(await start(...args)).toEqual({
        code: 1,
        // Neither the build nor a server.
        stdout: 'runs flock',
        stderr: `The data folder ${dir} is in use by another npm start: stop that one, or give another folder with --data-dir.\n`,
      });
    }
    expect((await readdir(dir)).sort()).toEqual(['logs', 'start.lock']);
    for (const name of await readdir(join(dir, 'logs'))) {
      expect(await readFile(join(dir, 'logs', name), 'utf8')).toBe(name);
    }
  });

  it('is free as soon as the start that has it ends, also by SIGKILL', async () => {
    const { child: first } = await take();
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await take()).toMatchObject({ said: 'taken\n' });
  });

  it('is waited for where the other start is just going down', async () => {
    const { child: first } = await take();
    setTimeout(() => first.kill('SIGKILL'), 500);
    expect(await take()).toMatchObject({ said: 'taken\n' });
  });

  it('must have room for the logs', async () => {
    await writeFile(join(dir, 'logs'), '');
    expect(await start()).toEqual({
      code: 1,
      stdout: 'runs flock',
      stderr: `The data folder ${dir} cannot be used (EEXIST): give another one with --data-dir.\n`,
    });
  });

  it('is not needed for the help', async () => {
    await take();
    expect(await start('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Usage: npm start'),
      stderr: '',
    });
  });
});
