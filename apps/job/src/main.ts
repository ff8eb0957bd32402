import { keepCompiledCode, loadModule, runApp } from '#lifecycle';
import { checkJobConfig } from './config/check.js';
import { goimNames } from './config/goim-names.js';

keepCompiledCode();
await runApp({
  app: 'job',
  summary: 'takes the pushes off the queue and sends them to the comets',
  goim: goimNames,
  boot: async (commandLine) => {
    const checked = checkJobConfig(commandLine);
    const { boot } = await loadModule<typeof import('./boot.js')>('./boot.js', import.meta.url);
    return boot(checked);
  },
});
