import { keepCompiledCode, runApp } from '#lifecycle';
import { checkCometConfig } from './config/check.js';
import { goimNames } from './config/goim-names.js';

keepCompiledCode();
await runApp({
  app: 'comet',
  summary: "holds the clients' connections, and writes pushes to them",
  goim: goimNames,
  boot: async (commandLine) => {
    const checked = checkCometConfig(commandLine);
    const { boot } = await import('./boot.js');
    return boot(checked);
  },
  // The longest shutdown.window, and some for the bus.
  closeWithinMs: 75_000,
});
