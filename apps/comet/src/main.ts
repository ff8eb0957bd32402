import { runApp } from '#lifecycle';
import { boot } from './boot.js';

await runApp({
  app: 'comet',
  summary: "holds the clients' connections, and writes pushes to them",
  boot,
  // The longest shutdown.window, and some for the bus.
  closeWithinMs: 75_000,
});
