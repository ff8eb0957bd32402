import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Cluster, eventually, startDatabase, TcpProxy, type AppProcess, type TestDatabase } from '#test-support';
import { InChromium, InNode, launchChromium, Site, type Environment } from './environments.js';

const WITHIN_MS = 60_000;
const OPERATION = 1000;
const EACH = 20;
const CUTS = 5;
const FIRST_TOKEN_MS = 2_000;
const NAMES = ['Node', 'Chromium'];

/** A comet at an address of its own that outlives it, since a restarted one stands there again. */
interface Place {
  readonly proxy: TcpProxy;
  comet: AppProcess;
}

describe('goim-client in Node and in Chromium, against the whole system', () => {
  let database: TestDatabase;
  let cluster: Cluster;
  let logic: string;
  let site: Site;
  let browser: Browser;
  const proxies: TcpProxy[] = [];
  let places: Place[];
  /** The clients are here, */
  let here: Place;
  /** and go there where the first comet is no more. */
  let there: Place;
  let inChromium: InChromium;
  let environments: Environment[] = [];
  let tests = 0;
  let mids: number[];
  let room: string;
  /** Since the test began. */
  let pushed: string[];

  beforeAll(async () => {
    const first = await TcpProxy.start();
    // goim's list of nodes has one port for all of them.
    const second = await TcpProxy.start(undefined, { host: '127.0.0.2', port: first.port });
    proxies.push(first, second);
    database = await startDatabase();
    cluster = await Cluster.start(['logic', 'job'], {
      LOGIC__HISTORY__URL: database.url,
      LOGIC__NODES__WS_PORT: String(first.port),
      LOGIC__EXTENSIONS: './test/e2e/extensions/expiring-token.mjs',
      JOB__HISTORY__URL: database.url,
    });
    logic = cluster.apps[0]!.address('http');
    places = await Promise.all(proxies.map(async (proxy) => ({ proxy, comet: await startBehind(proxy) })));
    site = await Site.start(logic);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await cluster?.stop();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await database?.stop();
  });

  beforeEach(async () => {
    for (const place of places) if (!place.comet.isRunning) place.comet = await startBehind(place.proxy);
    [here, there] = places as [Place, Place];
    await takes(here, true);
    await takes(there, false);
    tests++;
    room = `live://${tests}`;
    // Of their own: what is still on its way to those of another test is not theirs.
    mids = NAMES.map((_, n) => tests * 10 + n);
    pushed = [];
    inChromium = await InChromium.open(browser, site.address);
    environments = [new InNode(), inChromium];
  });

  afterEach(async () => {
    await Promise.all(environments.map((environment) => environment.end()));
  });

  async function startBehind(proxy: TcpProxy): Promise<AppProcess> {
    const addrs = JSON.stringify([proxy.host.split(':')[0]]);
    const comet = await cluster.add('comet', { COMET__NODE__ADDRS: addrs });
    proxy.lead(comet.address('websocket'));
    return comet;
  }

  /** Has the list of nodes send new clients to a comet, or none. */
  async function takes({ proxy }: Place, newClients: boolean): Promise<void> {
    const [address] = proxy.host.split(':') as [string];
    await eventually(`${address} ${newClients ? 'takes' : 'does not take'} new clients`, WITHIN_MS, async () => {
      const { nodes } = (await (await fetch(`${logic}/v1/nodes`)).json()) as {
        nodes: { id: string; addrs: string[]; startedAt: string; offline: boolean }[];
      };
      // One that was killed is listed for a while.
      const [newest] = nodes
        .filter(({ addrs }) => addrs.includes(address))
        .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
      if (newest!.offline === newClients) {
        await fetch(`${logic}/v1/nodes/${newest!.id}/offline`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ offline: !newClients }),
        });
      }
      expect(newest!.offline).toBe(!newClients);
    });
  }

  async function begin(firstTokenMs?: number): Promise<void> {
    const nodes = `${site.address}/nodes`;
    await Promise.all(environments.map((one, n) => one.begin({ nodes, mid: mids[n]!, room, firstTokenMs })));
    await areJoined(1);
  }

  /** Of each client something is so. */
  async function each(what: string, probe: (environment: Environment, n: number) => unknown): Promise<void> {
    await Promise.all(
      environments.map((environment, n) =>
        eventually(`the client in ${NAMES[n]} ${what}`, WITHIN_MS, async () => {
          await probe(environment, n);
        }),
      ),
    );
  }

  function areJoined(times: number): Promise<void> {
    return each('is in its room', async (one) => expect((await one.see()).joined).toBeGreaterThanOrEqual(times));
  }

  /** @param code as the server says it; 1006 where the connection broke */
  function wereTold(code: number): Promise<void> {
    return each(`was told ${code}`, async (one) =>
      expect((await one.see()).states).toContainEqual(expect.objectContaining({ state: 'disconnected', code })),
    );
  }

  /** Pushes to the room, to the members and to all. */
  async function push(): Promise<void> {
    for (let n = 0; n < EACH; n++) {
      const message = `${room} ${pushed.length + 1}`;
      const to = { operation: OPERATION, message };
      const response = await fetch(`${logic}/v1/push/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          pushes: [
            { to: 'room', room, ...to },
            { to: 'mids', mids, ...to },
            { to: 'all', ...to },
          ],
        }),
      });
      expect([response.status, await response.text()]).toEqual([202, expect.any(String)]);
      pushed.push(message);
    }
  }

  async function haveAll(): Promise<void> {
    await each('has all, each once and in order', async (one, n) => {
      const { messages, gaps } = await one.see();
      expect(gaps).toEqual([]);
      for (const target of [`room:${room}`, `mid:${mids[n]}`, 'all']) {
        // A broadcast of another test may be among what a client is sent for its cursor.
        const texts = messages[target]?.filter((text) => text.startsWith(`${room} `));
        expect({ target, texts }).toEqual({ target, texts: pushed });
      }
    });
  }

  it('misses nothing while connections break, again and again', async () => {
    await begin();
    const pushing = push();
    for (let n = 0; n < CUTS; n++) {
      here.proxy.cut();
      here.proxy.mend();
      await areJoined(n + 2);
    }
    await pushing;
    await haveAll();
    await wereTold(1006);
  });

  it('misses nothing while the network is away, of which a browser tells its page', async () => {
    await begin();
    await push();
    await haveAll();
    await inChromium.network(false);
    await eventually('the page was told', WITHIN_MS, async () =>
      expect((await inChromium.see()).states).toContainEqual(expect.objectContaining({ reason: 'offline' })),
    );
    here.proxy.cut();
    await wereTold(1006);
    await push();
    here.proxy.mend();
    await inChromium.network(true);
    await push();
    await haveAll();
  });

  it('asks for another token where the one that it has expired, and misses nothing', async () => {
    await begin(FIRST_TOKEN_MS);
    await push();
    await haveAll();
    await delay(FIRST_TOKEN_MS);
    here.proxy.cut();
    await push();
    here.proxy.mend();
    await haveAll();
    await wereTold(4503);
    await each('was told why, and got one more token', async (one) => {
      const { states, tokens } = await one.see();
      expect(states.find(({ code }) => code === 4503)).toMatchObject({ reason: 'auth-refused: expired' });
      expect(tokens).toBe(2);
    });
  });

  it('goes elsewhere when its comet, which takes no new clients any more, is stopped, and misses nothing', async () => {
    await begin();
    await takes(there, true);
    await takes(here, false);
    await push();
    await haveAll();
    await each('is still there', async (one) => {
      const { states } = await one.see();
      expect(states.map(({ state }) => state)).toEqual(['connecting', 'connected']);
    });
    await here.comet.stop();
    await wereTold(4001);
    await push();
    await haveAll();
    expect(await there.comet.metric('goim_connections')).toBeGreaterThanOrEqual(environments.length);
  });

  it('goes elsewhere when its comet is killed, and misses nothing', async () => {
    await begin();
    await takes(there, true);
    await push();
    await haveAll();
    const pushing = push();
    await here.comet.kill();
    await wereTold(1006);
    await pushing;
    await push();
    await haveAll();
  });
});
