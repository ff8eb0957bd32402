import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../../..');
const GENERATED = ['libs/contracts/src/proto/messages.js', 'libs/contracts/src/proto/descriptors.js'];
const PBJS = 'node_modules/protobufjs-cli/bin/pbjs';

it.each(GENERATED)(
  '%s is what `npm run generate:messages` makes of the .proto files',
  async (generated) => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = (scripts['generate:messages'] ?? '').split(' && ').map((command) => command.split(' '));
    const [program, ...args] = commands.find((words) => words.includes(generated)) ?? [];
    expect(program).toBe('pbjs');

    const directory = await mkdtemp(join(tmpdir(), 'goim-messages-'));
    try {
      const fresh = join(directory, 'fresh.js');
      const command = args.map((arg) => (arg === generated ? fresh : arg));
      await promisify(execFile)(process.execPath, [PBJS, ...command], { cwd: ROOT });
      expect(await readFile(join(ROOT, generated), 'utf8')).toBe(await readFile(fresh, 'utf8'));
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  30_000,
);
