// usage: node libs/contracts/proto/generate.mjs [FOLDER]
// Writes what the code needs of the .proto files into FOLDER (default: ../src/proto): the messages with their types, and
// the descriptors that gRPC's reflection answers with.
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pbjs } from 'protobufjs-cli';
import protobuf from 'protobufjs';

const HERE = import.meta.dirname;
/**
 * What the code calls goim's messages whose own names say too little. Of the others, `Req` becomes `Request`.
 * @type {Readonly<Record<string, string>>}
 */
const HOUSE_NAMES = {
  Proto: 'ProtoMessage',
  PushMsg: 'PushTask',
  PushMsgReq: 'PushKeysMessage',
  BroadcastReq: 'BroadcastMessage',
  BroadcastRoomReq: 'PushRoomMessage',
};
const PARTS_THAT_NOBODY_CALLS = ['create', 'verify', 'convert', 'delimited', 'service', 'typeurl'];

const folder = process.argv[2] ?? join(HERE, '../src/proto');
const names = (await readdir(HERE)).toSorted();
const sources = names.filter((name) => name.endsWith('.proto')).map((name) => join(HERE, name));
const run = promisify(pbjs.main);

const messages = join(folder, 'messages.js');
// --force-message is what makes the types of nested messages whole; the code is the same without it.
const options = ['--target=static-module', '--wrap=esm', '--dependency=protobufjs/minimal.js'];
options.push('--keep-case', '--force-number', '--force-message', '--alt-comment');
options.push(...PARTS_THAT_NOBODY_CALLS.map((part) => `--no-${part}`), `--out=${messages}`, ...sources);
await run(['--dts', ...options]);
// Once more, since the types get their comments from those of the code, which needs none itself.
await run(['--no-comments', ...options]);

// No field is a Long: 64-bit fields are numbers, and those that name members are as exact as they are.
const types = join(folder, 'messages.d.ts');
const written = await readFile(types, 'utf8');
await writeFile(
  types,
  written
    .replace('import Long = require("long");\n', "import type { Mid } from '../mid.js';\n")
    .replaceAll(/^( +(?:mid|mids|sender)\??: \(?)number\b/gm, '$1Mid')
    .replaceAll(/^( +)class \w+ \{\n[^]*?^\1\}$/gm, withFieldsOfPrototype),
);
for (const type of messagesIn(protobuf.loadSync(sources))) {
  const path = type.fullName.slice(1);
  const name = HOUSE_NAMES[type.name] ?? type.name.replace(/Req$/, 'Request');
  await appendFile(messages, `export const ${name} = ${path};\n`);
  await appendFile(types, `export import ${name} = ${path};\n`);
}

const descriptors = ['--target=json-module', `--wrap=${join(HERE, 'descriptors.wrapper.js')}`, '--keep-case'];
await run([...descriptors, `--out=${join(folder, 'descriptors.js')}`, ...sources]);

/** @param {protobuf.NamespaceBase} namespace @returns {Generator<protobuf.Type>} */
function* messagesIn({ nestedArray }) {
  for (const each of nestedArray) {
    if (each instanceof protobuf.Type) yield each;
    else if (each instanceof protobuf.Namespace) yield* messagesIn(each);
  }
}

/**
 * What is absent from the bytes is on the prototype alone, so a spread of a message, or the rest of one, loses it. The compiler
 * says so where the fields are accessors of the class, which they are as good as.
 * @param {string} type @returns {string}
 */
function withFieldsOfPrototype(type) {
  return type
    .replaceAll(/^( +)(\w+): (.+);$/gm, '$1get $2(): $3;\n$1set $2(value: $3);')
    .replaceAll(/(\): [\w.]+) & [\w.]+\.\$Shape;$/gm, '$1;');
}
