import { runApp } from '#lifecycle';
import { goimNames } from './config/goim-names.js';

await runApp({
  app: 'logic',
  summary: 'takes pushes over HTTP, keeps the sessions, and queues what is to be sent',
  goim: goimNames,
  boot: (commandLine) => import('./boot.js').then(({ boot }) => boot(commandLine)),
});
