import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, parseOptions } from '#config';
import { KeyEntry, newToken, readKeyEntries, SCOPES, writtenKeys } from '#callers';
import { z } from 'zod';

const HELP = `Makes, lists and revokes the keys of those who call logic's HTTP API, and the gRPC of logic and comet.

Usage: npm run key -- create --name NAME --scope SCOPE[,SCOPE] [options]
       npm run key -- list
       npm run key -- revoke ID

  --name NAME           whom the key is for
  --scope SCOPE         push (messages), read (who is there, what was said) or admin (sessions, bans,
                        nodes, dead letters); several by commas
  --expires WHEN        after which it is not taken: 90d, 12h, 30m, or a time such as 2027-01-01T00:00:00Z or
                        2027-01-01 (when that day begins, in UTC); never unless given
  --room-types A,B      push to rooms of these types alone
  --operations N,N      push these operations alone
  --rate N              pushes a second
  --file FILE           where the keys are; api.keysFile of logic's configuration unless given
  --config FILE         logic's configuration, where it says where the keys are
  --help                show this text

create prints the key to standard output, once: nobody can read it out of the file. Send it as Authorization: Bearer KEY,
by gRPC in the metadata authorization. logic and comet read the file again within 2 seconds: each machine needs the same one.
`;

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const TIME_FROM_NOW = /^(\d{1,6})([mhd])$/;
const Time = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** Where the command reads and writes. */
export interface KeysCommandIo {
  /** Standard output: what is asked for, and nothing else. */
  out(text: string): void;
  /** Standard error: what is to be known of it. */
  tell(text: string): void;
  /** The file that logic reads. @param config as given to --config */
  configuredFile(config: string | undefined): string;
  now(): number;
}

/** @throws ConfigError that says what is wrong, and changes nothing */
export function runKeysCommand(argv: readonly string[], io: KeysCommandIo): void {
  const { values, positionals } = parse(argv);
  const [action, ...operands] = positionals;
  if (values.help) return io.out(HELP);
  const file = (): string => values.file ?? io.configuredFile(values.config);
  switch (action) {
    case 'create':
      if (operands.length > 0) break;
      return create(file(), values, io);
    case 'list':
      if (operands.length > 0) break;
      return list(file(), io);
    case 'revoke':
      if (operands.length !== 1) throw new ConfigError(['revoke: name the id of one key, as list shows it']);
      return revoke(file(), operands[0]!, io);
  }
  throw new ConfigError([
    `expected create, list or revoke ID, got ${JSON.stringify(positionals.join(' '))} (see --help)`,
  ]);
}

type Values = ReturnType<typeof parse>['values'];

function create(file: string, { name, scope, expires, operations, rate, ...given }: Values, io: KeysCommandIo): void {
  if (name === undefined) throw new ConfigError(['--name: say whom the key is for']);
  if (scope === undefined) throw new ConfigError([`--scope: say what the key is for: ${SCOPES.join(', ')}`]);
  const { token, id, sha256 } = newToken();
  const limits = {
    ...(given['room-types'] !== undefined && { roomTypes: listOf(given['room-types']) }),
    ...(operations !== undefined && { operations: operationsOf(operations) }),
    ...(rate !== undefined && { perSecond: Number(rate) }),
  };
  const entry = KeyEntry.safeParse({
    id,
    name,
    sha256,
    scopes: listOf(scope),
    created: new Date(io.now()).toISOString(),
    ...(expires !== undefined && { expires: timeOf(expires, io.now()) }),
    ...(Object.keys(limits).length > 0 && { push: limits }),
  });
  if (!entry.success) {
    throw new ConfigError(
      entry.error.issues.map(
        ({ path, message }) => `${OPTION_OF[path.join('.').replace(/\.\d+$/, '')] ?? path.join('.')}: ${message}`,
      ),
    );
  }
  change(file, (keys) => [...keys, entry.data]);
  const end = entry.data.expires === undefined ? 'never expires' : `is not taken from ${entry.data.expires} on`;
  io.tell(`The key ${id} is in ${file}, and ${end}. It is shown this once:\n`);
  io.out(`${token}\n`);
}

/** By what of the entry is wrong. */
const OPTION_OF: Readonly<Record<string, string>> = {
  name: '--name',
  scopes: '--scope',
  expires: '--expires',
  push: '--room-types, --operations, --rate',
  'push.roomTypes': '--room-types',
  'push.operations': '--operations',
  'push.perSecond': '--rate',
};

function list(file: string, io: KeysCommandIo): void {
  const keys = readKeyEntries(file) ?? [];
  if (keys.length === 0) return io.tell(`No keys are in ${file}.\n`);
  const rows = keys.map(({ id, name, scopes, expires, push }) => [
    id,
    scopes.join(','),
    expires === undefined
      ? 'never'
      : Date.parse(expires) <= io.now()
        ? 'expired'
        : expires.slice(0, 'yyyy-mm-ddThh:mm'.length),
    name,
    push ? JSON.stringify(push) : '',
  ]);
  const table = [['ID', 'SCOPES', 'EXPIRES', 'NAME', 'LIMITS'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  io.out(
    table
      .map(
        (row) =>
          `${row
            .map((cell, column) => cell.padEnd(widths[column]!))
            .join('  ')
            .trimEnd()}\n`,
      )
      .join(''),
  );
}

function revoke(file: string, id: string, io: KeysCommandIo): void {
  change(file, (keys) => {
    const others = keys.filter((key) => key.id !== id);
    if (others.length === keys.length) throw new ConfigError([`${file}: has no key ${JSON.stringify(id)} (see list)`]);
    return others;
  });
  io.tell(`The key ${id} is revoked: logic refuses it within 2 seconds.\n`);
}

/** Replaces the file as a whole. What is written beside it keeps a second command from changing it at the same time. */
function change(file: string, to: (keys: readonly KeyEntry[]) => readonly KeyEntry[]): void {
  const beside = `${file}.new`;
  makeFolder(dirname(file));
  const descriptor = openBeside(beside);
  try {
    writeSync(descriptor, writtenKeys(to(readKeyEntries(file) ?? [])));
    fsyncSync(descriptor);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([`${file}: cannot be written: ${(error as Error).message}`], { cause: error });
  } finally {
    closeSync(descriptor);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = `the folder of the keys cannot be made (${(cause as Error).message})`;
    throw new ConfigError([`${path}: ${why}: give this user the right, or name another --file`], { cause });
  }
}

function openBeside(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' ? 'is there: another command changes the keys, or was broken off (then remove it)' : message;
    throw new ConfigError([`${path}: ${why}`], { cause });
  }
}

/** Date.parse alone finds a time in almost anything: 45 is the year 2045. */
function timeOf(when: string, now: number): string {
  const [, amount, unit] = TIME_FROM_NOW.exec(when) ?? [];
  const at =
    unit !== undefined
      ? now + Number(amount) * UNITS[unit as keyof typeof UNITS]
      : Time.safeParse(when).success
        ? Date.parse(when)
        : Number.NaN;
  if (!(at > now)) {
    throw new ConfigError([
      `--expires: expected 90d, 12h, 30m or a time to come such as 2027-01-01T00:00:00Z, got ${JSON.stringify(when)}`,
    ]);
  }
  return new Date(at).toISOString();
}

/** Number alone takes an empty text for 0, which is an operation. */
function operationsOf(text: string): number[] {
  const items = listOf(text);
  if (!items.every((item) => /^-?\d+$/.test(item) && z.int32().safeParse(Number(item)).success)) {
    throw new ConfigError([
      `--operations: expected whole numbers from -2147483648 to 2147483647, by commas, got ${JSON.stringify(text)}`,
    ]);
  }
  return items.map(Number);
}

function listOf(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function parse(argv: readonly string[]) {
  return parseOptions(
    {
      args: [...argv],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scope: { type: 'string' },
        expires: { type: 'string' },
        'room-types': { type: 'string' },
        operations: { type: 'string' },
        rate: { type: 'string' },
        file: { type: 'string' },
        config: { type: 'string', short: 'c' },
        help: { type: 'boolean', short: 'h' },
      },
    },
    'see --help',
  );
}
