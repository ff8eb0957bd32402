import { runApp } from '#lifecycle';

await runApp({
  app: 'comet',
  summary: "holds the clients' connections, and writes pushes to them",
  boot: (commandLine) => import('./boot.js').then(({ boot }) => boot(commandLine)),
  // The longest shutdown.window, and some for the bus.
  closeWithinMs: 75_000,
});
