import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Bus } from '#bus';
import { NODE_BUCKET } from '#contracts';
import type { UnfinishedBoot } from '#lifecycle';
import { Broker } from '#test-support';
import { boot } from '../../apps/comet/src/boot.js';
import { checkCometConfig } from '../../apps/comet/src/config/check.js';
import { NodeRegistration } from '../../apps/comet/src/node/node-registration.js';
import { LiveApp } from './live-keys/live-app.js';

const ANY_PORT = { port: 0 };
const PORTS = { tcp: ANY_PORT, websocket: ANY_PORT, http: ANY_PORT, ops: ANY_PORT, grpc: { enabled: false } };

let broker: Broker;
let bus: Bus;
/** What was written into the list of nodes. */
let written: ('entry' | 'withdrawal')[];

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  written = [];
  bus.subscribe(`$KV.${NODE_BUCKET}.>`, (message) => {
    written.push(message.header('KV-Operation') === 'DEL' ? 'withdrawal' : 'entry');
  });
  await bus.flush();
});

afterEach(async () => {
  await broker.stop();
});

function start(unfinished?: UnfinishedBoot): Promise<LiveApp> {
  return LiveApp.start((commandLine) => boot(checkCometConfig(commandLine), unfinished), broker, PORTS);
}

it('a comet that is asked to end while it starts does not come up, and is never in the list of nodes', async () => {
  let goOn = (): void => undefined;
  // Its clients' ports are open, and to close them takes longer than the rest of its start.
  const held = new Promise<void>((resolve) => (goOn = resolve));
  jest.spyOn(NodeRegistration.prototype, 'withdraw').mockReturnValueOnce(held);
  let ended: Promise<void> | undefined;
  const unfinished: UnfinishedBoot = {
    set abandon(abandon: () => Promise<void>) {
      ended = abandon();
    },
  };
  try {
    await expect(start(unfinished)).rejects.toThrow('asked to end while it started');
  } finally {
    goOn();
    await ended;
    jest.restoreAllMocks();
  }
  await bus.flush();
  expect(written).toEqual([]);
});

// It closes its clients for up to a minute, and hears of its configuration and of operators meanwhile.
describe('a comet that ends does not come back into the list of nodes', () => {
  it.each<[string, (comet: LiveApp) => Promise<unknown>]>([
    ['its configuration changes', (comet) => comet.set({ 'node.weight': 7 })],
    ['an operator wants it to have clients', (comet) => comet.get(NodeRegistration).setOffline(false)],
  ])('where %s', async (_, happen) => {
    const comet = await start();
    try {
      await comet.get(NodeRegistration).withdraw();
      await happen(comet);
    } finally {
      // Withdraws it once more, behind whatever it has written.
      await comet.stop();
    }
    await bus.flush();
    expect(written).toEqual(['entry', 'withdrawal', 'withdrawal']);
  });
});
