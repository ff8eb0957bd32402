import { runApp } from '#lifecycle';

await runApp({
  app: 'logic',
  summary: 'takes pushes over HTTP, keeps the sessions, and queues what is to be sent',
  boot: (commandLine) => import('./boot.js').then(({ boot }) => boot(commandLine)),
});
