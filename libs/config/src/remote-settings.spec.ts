import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigFolder } from '../test/config-folder.js';
import { LOCAL_KEYS } from './remote-settings.js';

let on: ConfigFolder;

beforeEach(() => {
  on = new ConfigFolder();
});

afterEach(() => on.remove());

describe('loadConfig', () => {
  describe('the remote bucket', () => {
    function remote(entries: Record<string, string>, toml = '', env: NodeJS.ProcessEnv = {}) {
      return on.load(toml, env, { name: 'goim_config', entries: new Map(Object.entries(entries)) });
    }

    it('goes before the file, key by key, and the environment before it', () => {
      const toml = '[session]\nheartbeat = "10s"\nratio = 0.1\n[tcp]\nbacklog = 5';
      const table = '[session]\nratio = 0.2\noverflow = "drop"';
      expect(remote({ comet: table }, toml, { COMET__SESSION__OVERFLOW: 'disconnect' })).toMatchObject({
        session: { heartbeat: 10_000, ratio: 0.2, overflow: 'disconnect' },
        tcp: { backlog: 5 },
      });
    });

    it('takes a table as TOML or JSON, and over it single values as texts', () => {
      const json = '{ "session": { "ratio": 0.3, "traceMids": [1] } }';
      expect(remote({ comet: json, 'comet.session.traceMids': '2,3', 'comet.log.level': 'debug' })).toMatchObject({
        session: { ratio: 0.3, traceMids: [2, 3] },
        log: { level: 'debug' },
      });
    });

    it('leaves the entries of other apps to them', () => {
      expect(remote({ logic: 'x =', 'job.queue.nope': '1' }).session.ratio).toBe(0.5);
    });

    it.each<[Record<string, string>, string]>([
      [{ 'comte.log.level': 'debug' }, 'goim_config comte.log.level: belongs to no app, did you mean comet?'],
      [{ 'comet.log.levle': 'x' }, 'goim_config comet.log.levle: unknown key, did you mean comet.log.level?'],
      [{ 'comet.log': 'x' }, 'goim_config comet.log: names a section, expected one of its keys'],
      [
        { 'comet.log.level': 'loud' },
        'goim_config comet.log.level: log.level: expected one of fatal, error, warn, info, debug, trace, got "loud"',
      ],
      [{ comet: '[log]\nlevle = "x"' }, 'goim_config comet: log.levle: unknown key, did you mean log.level?'],
      [{ comet: '[log\n' }, 'goim_config comet: line 1, column 5: not valid TOML: '],
      [{ comet: '{"log": ' }, 'goim_config comet: not valid JSON'],
      [{ comet: '{"__proto__": {"x": 1}}' }, 'goim_config comet: "__proto__" can\'t be a key'],
      [{ comet: '{"__proto__.x": 1}' }, 'goim_config comet: "__proto__.x" can\'t be a key'],
      [
        { 'comet.api.isOpen': 'true' },
        "goim_config comet.api.isOpen: api.isOpen can't be set for all machines: " +
          'set it in the file or the environment',
      ],
      [{ comet: '[proxies]\ntrusted = "0.0.0.0/0"' }, "goim_config comet: proxies can't be set for all machines"],
    ])('is refused with %j', (entries, message) => {
      expect(on.failure(() => remote(entries))).toContain(message);
      expect(Object.prototype).not.toHaveProperty('x');
    });

    it('refuses what docs/operations.md says that it does', async () => {
      const page = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
      const [, sentence] = /^(`bus`[^;]*belong to the machine[^;]*); the apps refuse them in the bucket/m.exec(page)!;
      const told = [...sentence!.matchAll(/`([^`]+)`/g)].map(([, key]) => key);
      expect(new Set(told)).toEqual(new Set(LOCAL_KEYS));
    });
  });
});
