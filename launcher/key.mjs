import { runBuiltCommand } from './built-command.mjs';

await runBuiltCommand('apps/logic/src/key.js', { isRebuilt: false });
