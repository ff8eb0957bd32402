import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Broker } from '#test-support';

const WITHIN_MS = 30_000;
/** An app that does nothing but have a bus, which a line on its standard input has the library give up. */
const APP = `
  import { once } from 'node:events';
  import { connectBus } from '#bus';
  import { runApp } from '#lifecycle';
  let bus;
  await runApp({
    app: 'logic',
    summary: '',
    boot: async () => {
      bus = await connectBus({ servers: [process.env.NATS], name: 'test', connectWithin: 30_000, reconnectWait: 50 });
      return { addresses: {}, close: () => bus.drain() };
    },
  });
  await once(process.stdin, 'data');
  await bus.connection.protocol.close(new Error('given up'));
`;

describe('an app whose connection to NATS has ended', () => {
  let broker: Broker;
  let app: ChildProcess;
  let said: string;

  beforeEach(async () => {
    broker = await Broker.start();
    said = '';
    app = spawn(process.execPath, ['--input-type=module', '-e', APP], {
      env: { PATH: process.env['PATH'], NATS: broker.url },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [app.stdout!, app.stderr!]) stream.on('data', (text: Buffer) => (said += text.toString()));
    await once(app, 'message');
  });

  afterEach(async () => {
    app.kill('SIGKILL');
    await broker.stop();
  });

  // It went on without a bus, and looked alive: nothing that it was asked for ever came to be again.
  it('ends with 1 where the connection is given up, so that another one takes its place', async () => {
    const exited = once(app, 'close', { signal: AbortSignal.timeout(WITHIN_MS) });
    app.stdin!.write('\n');
    expect(await exited).toEqual([1, null]);
    expect(said).toMatch(/the connection to NATS has ended for good: given up/);
  });

  it('ends with 0 where it closed the connection itself', async () => {
    const exited = once(app, 'close', { signal: AbortSignal.timeout(WITHIN_MS) });
    app.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(said).not.toMatch(/ended for good/);
  });
});
