import { runApp } from '#lifecycle';
import { goimNames } from './config/goim-names.js';

await runApp({
  app: 'job',
  summary: 'takes the pushes off the queue and sends them to the comets',
  goim: goimNames,
  boot: (commandLine) => import('./boot.js').then(({ boot }) => boot(commandLine)),
});
