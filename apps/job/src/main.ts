import { keepCompiledCode, runApp } from '#lifecycle';
import { checkJobConfig } from './config/check.js';
import { goimNames } from './config/goim-names.js';

keepCompiledCode();
await runApp({
  app: 'job',
  summary: 'takes the pushes off the queue and sends them to the comets',
  goim: goimNames,
  boot: async (commandLine) => {
    const checked = checkJobConfig(commandLine);
    const { boot } = await import('./boot.js');
    return boot(checked);
  },
});
