import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess, Cluster, EventStream, eventually, freePort, GoimClient, TcpProxy } from '#test-support';

const OP = 1000;
const WITHIN_MS = 30_000;
const UNLIMITED = { COMET__CONNECTION__UPSTREAM_RATE: '0', COMET__CONNECTION__MEMBER_RATE: '0' };
const CLIENTS = 20;
/** That clients send before a logic stops, and after it. */
const MESSAGES = 200;
const FAR_MS = 20;
/** A request has come by then. */
const ARRIVED_MS = 300;

let cluster: Cluster;

afterEach(() => cluster.stop());

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

async function ask(url: string, options: { method?: string; agent?: Agent; body?: string } = {}): Promise<Answer> {
  const { method = 'GET', agent, body } = options;
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const asked = request(url, { method, agent, headers }).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, connection: answer.headers.connection, body: await text(answer) };
}

describe('logic on SIGTERM', () => {
  it('answers the requests that it has, refuses those that come meanwhile, and ends streams at once', async () => {
    cluster = await Cluster.start(['logic', 'comet']);
    const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    await cluster.client(comet, 'tcp', { key: 'held', mid: 5 });
    const base = logic.address('http');
    const session = `${base}/v1/sessions/held`;
    await eventually('logic knows the session', WITHIN_MS, async () => {
      expect((await ask(session)).status).toBe(200);
    });
    const events = await EventStream.open(`${base}/v1/stream`);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(`${base}/health/live`, { agent })).connection).toBe('keep-alive');
    await comet.freeze();
    const asked = [ask(`${session}?live=true`), ask(session, { method: 'DELETE' })];
    // The comet is asked for 2 s.
    await delay(ARRIVED_MS);
    logic.signal('SIGTERM');
    await logic.logged('shutting down');
    const body = JSON.stringify({ operation: OP, keys: ['held'], message: 'late' });
    const late = await ask(`${base}/v1/push/keys`, { method: 'POST', agent, body });
    expect(late).toMatchObject({ status: 503, connection: 'close' });
    expect(JSON.parse(late.body)).toMatchObject({ code: 'unavailable', detail: 'logic is shutting down' });
    await events.ended;
    const answers = await Promise.all(asked);
    for (const { status, connection } of answers) {
      expect(status).toBeGreaterThanOrEqual(200);
      expect(connection).toBe('close');
    }
    expect(await logic.stop()).toBe(0);
  });

  it('leaves no message of a client without its place in the stream, while another logic runs', async () => {
    cluster = await Cluster.start(['logic', 'comet'], UNLIMITED);
    const [, comet] = cluster.apps as [AppProcess, AppProcess];
    // Far from NATS, so that messages are under way whenever it stops.
    const link = await TcpProxy.start(cluster.broker.url);
    link.latency = FAR_MS;
    const far = await AppProcess.start('logic', link.urlOf(cluster.broker.url));
    cluster.apps.push(far);
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, n) => cluster.client(comet, 'tcp', { key: `sender-${n}` })),
    );
    const refused: string[] = [];
    let isOver = false;
    let sent = 0;
    const sending = clients.map(async (client) => {
      while (!isOver) {
        const reply = (await client.request(OP, String(sent++))).body.toString();
        if (reply !== '') refused.push(reply);
      }
    });
    await eventually('clients send', WITHIN_MS, () => expect(sent).toBeGreaterThan(MESSAGES));
    expect(await far.stop()).toBe(0);
    const before = sent;
    await eventually('clients go on', WITHIN_MS, () => expect(sent - before).toBeGreaterThan(MESSAGES));
    isOver = true;
    await Promise.all(sending);
    await link.stop();
    expect(refused).toEqual([]);
  });
});

describe('comet on SIGTERM', () => {
  it('answers a client by HTTP whose logic takes its time, and has it leave the connection', async () => {
    // With permissions logic would be asked as well to take the comet out of the list of nodes, which comes first.
    cluster = await Cluster.start(
      ['logic', 'comet'],
      { COMET__SHUTDOWN__WINDOW: '0', COMET__SESSION__LOGIC_TIMEOUT: '2s' },
      { permissions: false },
    );
    const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    await logic.freeze();
    const body = JSON.stringify({ key: 'newcomer', mid: 5 });
    const asked = ask(`${comet.address('http')}/v1/connections`, { method: 'POST', body });
    await delay(ARRIVED_MS);
    comet.signal('SIGTERM');
    expect(await asked).toMatchObject({ status: 503, connection: 'close' });
    logic.thaw();
    expect(await comet.stop()).toBe(0);
  });
});

describe('a comet that is asked to end while it starts', () => {
  it('closes the clients that it has by then, and leaves the list of nodes', async () => {
    cluster = await Cluster.start(['logic'], {}, { permissions: false });
    const [logic] = cluster.apps as [AppProcess];
    // It is far from NATS: it takes clients a while before its entry is there.
    const link = await TcpProxy.start(cluster.broker.url);
    link.latency = FAR_MS * 5;
    const port = await freePort();
    const main = join(import.meta.dirname, '../../dist/apps/comet/src/main.js');
    const env = {
      PATH: process.env['PATH'],
      NATS_URL: link.urlOf(cluster.broker.url),
      COMET__TCP__PORT: String(port),
      COMET__WEBSOCKET__PORT: '0',
      COMET__HTTP__PORT: '0',
      COMET__OPS__PORT: '0',
      COMET__SHUTDOWN__WINDOW: '0',
    };
    const comet = fork(main, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    try {
      const client = await eventually('it takes clients', WITHIN_MS, () =>
        GoimClient.open(`tcp://127.0.0.1:${port}`, { key: 'early', accepts: [OP] }),
      );
      const exited = once(comet, 'exit');
      comet.kill('SIGTERM');
      expect(await client.ended).toMatchObject({ code: 4001, reason: 'shutdown' });
      expect(await exited).toEqual([0, null]);
      const nodes = await ask(`${logic.address('http')}/v1/nodes`);
      expect(JSON.parse(nodes.body)).toMatchObject({ nodes: [] });
    } finally {
      comet.kill('SIGKILL');
      await link.stop();
    }
  });
});

describe('an app on SIGTERM', () => {
  it('ends in its time, and in order, while NATS hangs', async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], { COMET__SHUTDOWN__WINDOW: '0' });
    const { apps, broker } = cluster;
    await broker.freeze();
    expect(await Promise.all(apps.map((app) => app.stop()))).toEqual(apps.map(() => 0));
  });
});
