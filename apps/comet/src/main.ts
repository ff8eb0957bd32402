import { runApp } from '#lifecycle';
import { goimNames } from './config/goim-names.js';

await runApp({
  app: 'comet',
  summary: "holds the clients' connections, and writes pushes to them",
  goim: goimNames,
  boot: (commandLine) => import('./boot.js').then(({ boot }) => boot(commandLine)),
  // The longest shutdown.window, and some for the bus.
  closeWithinMs: 75_000,
});
