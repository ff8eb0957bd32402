import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectBus, connectConfigured, type Bus } from '#bus';
import { checkConfig } from '#config';
import { DEAD_LETTER_STREAM } from '#contracts';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { spawnBound } from '../../launcher/lifeline.mjs';
import { findNatsServer } from '../../launcher/nats-server.mjs';

/** JetStream is waited for 2 s at a time. */
const SILENT_MS = 3_000;

/** A nats-server without JetStream, in whose place a test answers. */
async function serve(): Promise<{ url: string; end(): Promise<void> }> {
  const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
  const server = await spawnBound(binary, ['-a', '127.0.0.1', '-p', '-1']);
  const end = async (): Promise<void> => {
    server.kill('SIGKILL');
    await server.exited;
  };
  server.stdout.resume();
  for await (const line of createInterface({ input: server.stderr })) {
    const port = /Listening for client connections on .*:(\d+)$/.exec(line)?.[1];
    if (port) return { url: `nats://127.0.0.1:${port}`, end };
  }
  throw new Error('nats-server has ended');
}

describe('the start of a job for which a logic makes the streams', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let bus: Bus;

  beforeEach(async () => {
    server = await serve();
    bus = await connectBus({ servers: [server.url], name: 'test', connectWithin: 30_000, reconnectWait: 50 });
  });

  afterEach(async () => {
    await bus.drain();
    await server.end();
  });

  // It failed after 2 s, while everything else waits for a minute.
  it('waits for a JetStream that does not answer at once', async () => {
    let answersFrom: number | undefined;
    let answered = 0;
    bus.subscribe(`$JS.API.STREAM.INFO.${DEAD_LETTER_STREAM}`, (message) => {
      answersFrom ??= performance.now() + SILENT_MS;
      if (performance.now() < answersFrom) return;
      answered++;
      const error = { code: 404, err_code: 10_059, description: 'stream not found' };
      message.respond(Buffer.from(JSON.stringify({ error })));
    });
    await bus.flush();
    const env = { NATS_URL: server.url, JOB__BUS__STREAMS_BY: 'logic', JOB__BUS__CONNECT_WITHIN: '1s' };
    await expect(connectConfigured(checkConfig({ app: 'job', schema: JobConfig, env }))).rejects.toThrow(
      /^no logic answers/,
    );
    expect(answered).toBeGreaterThan(0);
  });
});
