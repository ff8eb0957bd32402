import { runApp } from '#lifecycle';

await runApp({
  app: 'job',
  summary: 'takes the pushes off the queue and sends them to the comets',
  boot: (commandLine) => import('./boot.js').then(({ boot }) => boot(commandLine)),
});
