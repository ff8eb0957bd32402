import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from '#test-support';

const COMMAND = 'dist/apps/logic/src/key.js';
/** Stands in for the compiler: it goes on as soon as it may, and until then has written half of what it makes. */
const COMPILER = `
  import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
  mkdirSync('dist/apps/logic/src', { recursive: true });
  writeFileSync('${COMMAND}', 'throw new Error("half")');
  const finish = () => {
    if (existsSync('held')) return;
    clearInterval(trying);
    writeFileSync('${COMMAND}', 'console.log("a key")');
  };
  const trying = setInterval(finish, 20);
`;

let root: string;
let child: ChildProcess | undefined;

/** A copy of the launcher, in a folder with nothing else but what it looks at. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'goim-built-'));
  await cp('launcher', join(root, 'launcher'), { recursive: true });
  const files = {
    'package.json': '{"type":"module"}',
    'package-lock.json': '{"packages":{}}',
    'node_modules/.package-lock.json': '{"packages":{}}',
    'node_modules/@nestjs/cli/package.json': '{"type":"module"}',
    'node_modules/@nestjs/cli/bin/nest.js': COMPILER,
    'libs/client/bundle.mjs': '',
    'apps/console/build.mjs': '',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

function key() {
  child = spawn(process.execPath, ['launcher/key.mjs'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')]);
  return { child, ended: ended.then(([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as unknown })) };
}

// It ran what was there, and failed for good by what an interrupted build had left.
it('a command is built again where its build was interrupted, and then no more', async () => {
  await writeFile(join(root, 'held'), '');
  const first = key();
  await eventually('it is being built', 20_000, () => existsSync(join(root, COMMAND)));
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(1);

  await rm(join(root, 'held'));
  expect(await key().ended).toEqual({ stdout: 'a key\n', stderr: '', code: 0 });

  await writeFile(join(root, COMMAND), 'console.log("not built")');
  expect(await key().ended).toEqual({ stdout: 'not built\n', stderr: '', code: 0 });
}, 60_000);
