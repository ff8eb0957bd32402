import { keepCompiledCode, loadModule, runApp } from '#lifecycle';
import { checkCometConfig } from './config/check.js';
import { goimNames } from './config/goim-names.js';

keepCompiledCode();
await runApp({
  app: 'comet',
  summary: "holds the clients' connections, and writes pushes to them",
  goim: goimNames,
  boot: async (commandLine, unfinished) => {
    const checked = checkCometConfig(commandLine);
    const { boot } = await loadModule<typeof import('./boot.js')>('./boot.js', import.meta.url);
    return boot(checked, unfinished);
  },
  // The longest shutdown.window, and some for the bus.
  closeWithinMs: 75_000,
});
