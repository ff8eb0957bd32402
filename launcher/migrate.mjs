import { runBuiltCommand } from './built-command.mjs';

// What was built before lacks the tables of sources that are newer.
await runBuiltCommand('apps/logic/src/migrate.js', { isRebuilt: true });
