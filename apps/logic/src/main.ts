import { runApp } from '#lifecycle';
import { boot } from './boot.js';

await runApp({
  app: 'logic',
  summary: 'takes pushes over HTTP, keeps the sessions, and queues what is to be sent',
  boot,
});
