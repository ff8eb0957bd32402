import { keepCompiledCode, loadModule, runApp } from '#lifecycle';
import { checkLogicConfig } from './config/check.js';
import { goimNames } from './config/goim-names.js';

keepCompiledCode();
await runApp({
  app: 'logic',
  summary: 'takes pushes over HTTP, keeps the sessions, and queues what is to be sent',
  goim: goimNames,
  boot: async (commandLine) => {
    const checked = checkLogicConfig(commandLine);
    const { boot } = await loadModule<typeof import('./boot.js')>('./boot.js', import.meta.url);
    return boot(checked);
  },
});
