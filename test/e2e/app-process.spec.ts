import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Broker, eventually } from '#test-support';
import { stateOf } from '../support/standstill.mjs';

const WITHIN_MS = 60_000;
/** Starts apps, of which the last hangs, tells their pids, and waits for its own end. */
const TEST = `
  import { AppProcess } from './test/support/app-process.mjs';
  const apps = [];
  for (const app of ['logic', 'job', 'job']) apps.push(await AppProcess.start(app, process.argv[1]));
  await apps.at(-1).freeze();
  console.log(apps.map(({ pid }) => pid).join());
  setInterval(() => {}, 60_000);
`;

let broker: Broker;

beforeAll(async () => {
  broker = await Broker.start();
});

afterAll(() => broker.stop());

it('apps do not outlive the test that started them: neither one that hangs, nor one whose log nobody reads', async () => {
  const test = spawn(process.execPath, ['--input-type=module', '--eval', TEST, broker.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(test.stdout), 'line')) as [string];
  const pids = line.split(',').map(Number);
  expect(await stateOf(pids.at(-1)!)).toBe('T');
  test.kill('SIGKILL');
  await eventually('all of them have ended', WITHIN_MS, async () => {
    for (const pid of pids) expect('XZ').toContain(await stateOf(pid));
  });
});
