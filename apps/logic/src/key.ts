import { ConfigError, loadConfig } from '#config';
import { runKeysCommand } from './callers/keys-command.js';
import { goimNames } from './config/goim-names.js';
import { LogicConfig } from './config/logic.config.js';

// What `npm run key` runs; it stands for itself where logic is all there is, as in an image.
try {
  runKeysCommand(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    tell: (text) => void process.stderr.write(text),
    configuredFile: (file) => loadConfig({ app: 'logic', schema: LogicConfig, goim: goimNames, file }).api.keysFile,
    now: () => Date.now(),
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`key: ${error.message}\n`);
  process.exitCode = 1;
}
