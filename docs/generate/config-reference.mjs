/**
 * @typedef {object} GeneratedFile
 * @property {string} path relative to the repository
 * @property {string} text
 */

const INTRODUCTION = `# Configuration

Each app reads one TOML file: \`config/<app>.toml\` in the folder that it is started in, or the one given by
\`--config FILE\`. What is set elsewhere too goes by this order, the last one being what holds:

1. the default of the key
2. the file
3. the NATS bucket \`goim_config\` (see [Operations](operations.md#changing-the-configuration-while-running))
4. goim's variables below, and \`NATS_URL\`, which sets the broker for all apps
5. the environment variable named beside the key
6. goim's flags below

Unknown keys and variables are refused wherever they stand, with the nearest known name. A value that can't be used is one
line on standard error that names the file, the entry, the variable or the flag, the key, and what is expected; the exit
code is 1.

A key that "applies at once" changes in running apps as soon as the configuration is read again; one that "needs a
restart" keeps its value until then.

This page and the files in \`config/\` are generated from the schemas: \`npm run generate:config\`. The files as they are set
nothing: every key is commented out, with its default, or, where it says "Not set by default", with a value that only shows
its form.
`;

const GOIM = `
## Coming from goim

The apps take goim's flags (\`-conf\` being \`--config\`) and variables:

`;

const GOIM_FILES = `
Of goim's own files most keys have another name here. A file of goim's is refused with what this table says of each key:

`;

/**
 * The annotated configuration files, and the page that shows them all.
 *
 * @param {Record<string, string>} references annotated TOML by app
 * @param {Record<string, import('#config').GoimNames>} names what goim calls the settings, by app
 * @returns {GeneratedFile[]}
 */
export function configFiles(references, names) {
  const files = Object.entries(references).map(([app, text]) => ({ path: `config/${app}.toml`, text }));
  const chapters = Object.entries(references).map(([app, text]) => `\n## ${app}\n\n\`\`\`toml\n${text}\`\`\`\n`);
  const settings = table(
    ['Flag', 'Variable', 'Key', ''],
    startUpSettings(names).map(({ flag, variable, key, what }) => [code(`-${flag}`), code(variable), code(key), what]),
  );
  const keys = table(
    ['App', "goim's key", 'Here', ''],
    Object.entries(names).flatMap(([app, { keys: of }]) =>
      of.map(({ goim, ours, note = '' }) => [app, code(goim), ours.map(code).join(', ') || 'not needed', note]),
    ),
  );
  const text = INTRODUCTION + chapters.join('') + GOIM + settings + GOIM_FILES + keys;
  return [...files, { path: 'docs/configuration.md', text }];
}

/**
 * Those of all apps, each once.
 *
 * @param {Record<string, import('#config').GoimNames>} names
 */
function startUpSettings(names) {
  const all = Object.values(names).flatMap(({ startUp }) => startUp);
  return [...new Map(all.map((setting) => [setting.flag, setting])).values()];
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  /** @param {string[]} row */
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rows].map((row) => `${line(row)}\n`).join('');
}
