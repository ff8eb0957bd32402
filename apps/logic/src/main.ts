import { keepCompiledCode, runApp } from '#lifecycle';
import { checkLogicConfig } from './config/check.js';
import { goimNames } from './config/goim-names.js';

keepCompiledCode();
await runApp({
  app: 'logic',
  summary: 'takes pushes over HTTP, keeps the sessions, and queues what is to be sent',
  goim: goimNames,
  boot: async (commandLine) => {
    const checked = checkLogicConfig(commandLine);
    const { boot } = await import('./boot.js');
    return boot(checked);
  },
});
