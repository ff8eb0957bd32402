import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess, Cluster, eventually } from '#test-support';

const WAIT_MS = 30_000;
const SH = '10.1.2.3';
const BJ = '2001:db8::1';
const NOWHERE = '192.0.2.1';

let folder: string;
let file: string;
let cluster: Cluster;
let logic: AppProcess;
/** Trusts no proxy. */
let wary: AppProcess;
let comet: AppProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-regions-'));
  file = join(folder, 'regions.toml');
  await writeFile(file, '[regions]\nsh = ["10.0.0.0/8"]\nbj = ["2001:db8::/32"]\n');
  cluster = await Cluster.start([]);
  // A gain that outweighs the clients that are sent somewhere while this asks.
  const settings = { LOGIC__NODES__REGIONS: file, LOGIC__NODES__REGION_WEIGHT: '3' };
  logic = await cluster.add('logic', { ...settings, LOGIC__HTTP__TRUST_PROXY: '127.0.0.0/8' });
  wary = await cluster.add('logic', settings);
  comet = await cluster.add('comet', { COMET__NODE__REGION: 'sh', COMET__NODE__ADDRS: 'comet.sh' });
  const other = await cluster.add('comet', { COMET__NODE__REGION: 'bj', COMET__NODE__ADDRS: 'comet.bj' });
  // So many that without a region the comet in bj stands better, and in sh the one there.
  await Promise.all(Array.from({ length: 40 }, (_, n) => cluster.client(n < 30 ? comet : other, 'tcp', {})));
  // The comets tell of their clients every 3 s.
  for (const app of [logic, wary]) {
    await eventually('logic knows of all clients', WAIT_MS, async () => {
      expect(await connections(app)).toEqual(['10', '30']);
    });
  }
});

afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true });
});

/** Resolves when each of the logics has read the table so often, with this outcome. */
async function reloads(apps: readonly AppProcess[], outcome: string, times: number): Promise<void> {
  const each = apps.map((app) =>
    eventually(`logic has read the table: ${outcome}`, WAIT_MS, async () => {
      expect(await app.metric('goim_region_reloads_total', `outcome="${outcome}"`)).toBe(times);
    }),
  );
  await Promise.all(each);
}

/** Where a client is sent, of which a proxy says that it has this address. */
async function nodesFor(ip: string, app = logic): Promise<string[]> {
  const response = await fetch(`${app.address('http')}/goim/nodes/weighted`, { headers: { 'x-forwarded-for': ip } });
  const { data } = (await response.json()) as { data: { nodes: string[] } };
  return data.nodes;
}

/** Of each comet, as the logic knows them. */
async function connections(app: AppProcess): Promise<string[]> {
  const response = await fetch(`${app.address('http')}/goim/nodes/instances`);
  const { data } = (await response.json()) as { data: { metadata: { conn_count: string } }[] };
  return data.map(({ metadata }) => metadata.conn_count).toSorted();
}

/** Either logic may let a client in, and the other hears of it. */
async function regionsBecome(expected: unknown): Promise<void> {
  await eventually('the sessions of the regions are as expected', WAIT_MS, async () => {
    const response = await fetch(`${logic.address('http')}/v1/online`);
    expect(((await response.json()) as { regions: unknown }).regions).toEqual(expected);
  });
}

/** At once, so that none is read half written. */
async function replaceFile(toml: string): Promise<void> {
  await writeFile(`${file}.new`, toml);
  await rename(`${file}.new`, file);
}

// goim's fault 13: there nobody looks the client's location up, so that the region's weight never acts.
describe("a client's region", () => {
  it('prefers the comets in it', async () => {
    expect(await nodesFor(SH)).toEqual(['comet.sh', 'comet.bj']);
    expect(await nodesFor(`::ffff:${SH}`)).toEqual(['comet.sh', 'comet.bj']);
    expect(await nodesFor(BJ)).toEqual(['comet.bj', 'comet.sh']);
    expect(await nodesFor(NOWHERE)).toEqual(['comet.bj', 'comet.sh']);
  });

  it('is not what anybody says who is no proxy', async () => {
    expect(await nodesFor(SH, wary)).toEqual(['comet.bj', 'comet.sh']);
  });

  it('is noted with its session, and counted; a changed table is read without a restart, a broken one is not', async () => {
    await regionsBecome([{ name: '', sessions: 40 }]);
    await replaceFile('[regions]\nhere = ["127.0.0.0/8"]\n');
    await reloads([logic, wary], 'loaded', 1);
    await cluster.client(comet, 'tcp', { key: 'local' });
    await regionsBecome([
      { name: '', sessions: 40 },
      { name: 'here', sessions: 1 },
    ]);
    await replaceFile('[regions]\nhere = ["127.0.0.0/33"]\n');
    await reloads([logic, wary], 'refused', 1);
    await logic.logged('regions.here: \\"127.0.0.0/33\\" expected a network');
    await cluster.client(comet, 'tcp', { key: 'local too' });
    await regionsBecome(expect.arrayContaining([{ name: 'here', sessions: 2 }]));
    logic.signal('SIGHUP');
    await reloads([logic], 'refused', 2);
  });
});

describe('logic does not start', () => {
  it('with a broken table of regions, and says what is wrong with it', async () => {
    const broken = join(folder, 'broken.toml');
    await writeFile(broken, '[regions]\nsh = ["10.0.0.1/8"]\n');
    const { code, stderr } = await AppProcess.run('logic', [], {
      NATS_URL: cluster.broker.url,
      LOGIC__NODES__REGIONS: broken,
    });
    expect([code, stderr.trim()]).toEqual([
      1,
      `logic: ${broken}: regions.sh: "10.0.0.1/8" has bits behind the first 8, which are the network`,
    ]);
  });

  it('with a proxy that is no network', async () => {
    const { code, stderr } = await AppProcess.run('logic', [], { LOGIC__HTTP__TRUST_PROXY: 'proxy.example' });
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('LOGIC__HTTP__TRUST_PROXY: http.trustProxy[0]: expected a network'),
    ]);
  });
});
