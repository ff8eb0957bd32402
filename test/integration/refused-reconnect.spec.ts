import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { connectBus, type Bus } from '#bus';
import { BusMonitor } from '#bus/nest';
import { findNatsServer, startNatsServer, type NatsServer } from '#nats-server';
import { Metrics } from '#observability';
import { eventually, freePort } from '#test-support';

const WITHIN_MS = 30_000;
const USER = 'app';
const TRIES = 5;

let folder: string;
let port: number;
let server: NatsServer | undefined;
let bus: Bus | undefined;
let lines: string[];

async function serve(password: string): Promise<void> {
  await server?.stop();
  const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
  server = await startNatsServer({ binary, storeDir: folder, port, credentials: { user: USER, password } });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-refused-'));
  port = await freePort();
  lines = [];
  for (const level of ['log', 'warn', 'error'] as const) {
    jest.spyOn(Logger.prototype, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  }
});

afterEach(async () => {
  await bus?.connection.close();
  await server?.stop();
  bus = server = undefined;
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

// Each of two tries a second was a loss more, and two lines with a stack.
it('a server that refuses the credentials meanwhile costs one loss and one line, however often it is tried', async () => {
  await serve('old');
  const servers = [`nats://${USER}:old@127.0.0.1:${port}`];
  bus = await connectBus({ servers, name: 'test', connectWithin: WITHIN_MS, reconnectWait: 20 });
  const metrics = new Metrics({ processMetrics: false });
  new BusMonitor(bus, metrics).onModuleInit();
  lines.length = 0;
  const refused = async (): Promise<number> => (await metrics.read('goim_bus_errors_total'))[0]?.value ?? 0;
  await serve('new');
  await eventually('it was refused some times', WITHIN_MS, async () => expect(await refused()).toBeGreaterThan(TRIES));
  expect([bus.disconnects, bus.isConnected]).toEqual([1, false]);
  expect(lines).toEqual(['NATS is away', 'bus error']);
  await serve('old');
  await eventually('it is back', WITHIN_MS, () => expect(lines).toContain('NATS is back'));
  expect([bus.disconnects, bus.isConnected]).toEqual([1, true]);
}, 120_000);
