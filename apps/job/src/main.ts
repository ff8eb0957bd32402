import { runApp } from '#lifecycle';
import { boot } from './boot.js';

await runApp({ app: 'job', summary: 'takes the pushes off the queue and sends them to the comets', boot });
