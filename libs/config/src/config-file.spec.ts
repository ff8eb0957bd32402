import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileHasText, readConfigFile } from './config-file.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goim-config-'));
  file = join(folder, 'comet.toml');
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(path: string): unknown {
  return readConfigFile(path, true);
}

it('refuses what is not a text file', () => {
  writeFileSync(file, Buffer.from([0x61, 0xff, 0xfe]));
  expect(() => read(file)).toThrow(`${file}: is not UTF-8 text`);
  writeFileSync(file, Buffer.alloc(1024 * 1024 + 1, '#'));
  expect(() => read(file)).toThrow(`${file}: is 1048577 bytes long`);
  expect(() => read(folder)).toThrow(`${folder}: is a directory, expected a TOML file`);
  expect(() => read('/dev/zero')).toThrow('/dev/zero: is not a regular file, expected a TOML file');
  expect(() => read(`${folder}/a\0b`)).toThrow('cannot be read: ');
  // Opening a pipe would wait for its writer.
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => read(pipe)).toThrow(`${pipe}: is not a regular file, expected a TOML file`);
});

it('refuses a file that is not there only where it must be', () => {
  expect(() => read(file)).toThrow(`${file}: cannot be read: no such file`);
  expect(readConfigFile(file, false)).toBeUndefined();
});

it('tells a file with text from an empty one', () => {
  expect(fileHasText(file)).toBe(false);
  writeFileSync(file, ' \n');
  expect(fileHasText(file)).toBe(false);
  writeFileSync(file, 'a = 1');
  expect(fileHasText(file)).toBe(true);
});
