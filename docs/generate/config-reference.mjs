/**
 * @typedef {object} GeneratedFile
 * @property {string} path relative to the repository
 * @property {string} text
 */

const INTRODUCTION = `# Configuration

Each app reads one TOML file: \`config/<app>.toml\` in the folder that it is started in, or the one given by
\`--config FILE\`. Over it go the environment variables named beside each key; \`NATS_URL\` sets the broker for all apps.
Unknown keys and variables are refused, with the nearest known name. A value that can't be used is one line on standard
error that names the file or the variable, the key, and what is expected; the exit code is 1.

This page and the files in \`config/\` are generated from the schemas: \`npm run generate:config\`. The files as they are set
nothing: every key is commented out, with its default.
`;

/**
 * The annotated configuration files, and the page that shows them all.
 *
 * @param {Record<string, string>} references annotated TOML by app
 * @returns {GeneratedFile[]}
 */
export function configFiles(references) {
  const files = Object.entries(references).map(([app, text]) => ({ path: `config/${app}.toml`, text }));
  const chapters = Object.entries(references).map(([app, text]) => `\n## ${app}\n\n\`\`\`toml\n${text}\`\`\`\n`);
  return [...files, { path: 'docs/configuration.md', text: INTRODUCTION + chapters.join('') }];
}
