import { loadConfig } from '#config';
import { errorText } from '#contracts';
import { migrateHistory } from '#history';
import { goimNames } from './config/goim-names.js';
import { LogicConfig } from './config/logic.config.js';
import { runMigrateCommand } from './history/migrate-command.js';

// What `npm run migrate` runs; it stands for itself where logic is all there is, as in an image.
try {
  await runMigrateCommand(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    configured: (file) => loadConfig({ app: 'logic', schema: LogicConfig, goim: goimNames, file }).history,
    migrate: migrateHistory,
  });
} catch (error) {
  process.stderr.write(`migrate: ${errorText(error) || 'no connection to the database'}\n`);
  process.exitCode = 1;
}
