import { readFileSync } from 'node:fs';
import { readdir, mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import {
  AS_BY_DEFAULT,
  Broker,
  Cluster,
  Dice,
  eventually,
  freePort,
  startDatabase,
  type AppProcess,
} from '#test-support';
import { Histogram, percentiles } from '../../bench/measure/histogram.mjs';
import { readRss } from '../../bench/system/cpu.mjs';
import { Load } from '../chaos/load.js';
import { LoadListener } from '../chaos/load-listener.js';
import { ofListeners } from '../chaos/verdict.js';
import { Collections } from './collections.js';
import { Crowd } from './crowd.js';
import { CoreWaits } from './core-waits.js';
import { Journeys, type Delivery } from './journeys.js';
import { lateTable } from './late-table.js';
import { PullWatch } from './pull-watch.js';
import { Samples } from './samples.js';

/** `npm run soak`, with another time: `GOIM_SOAK_MINUTES=3 npm run soak`. */
const MINUTES = Number(process.env['GOIM_SOAK_MINUTES']);
const SEED = Number(process.env['GOIM_FUZZ_SEED'] ?? 1);
const LOAD = 'soak';
const PER_SECOND = 200;
/** Of a delivery that takes longer the report says where its time went. */
const LATE_MS = 250;
const ROOMS = 60;
const MEMBERS = 12;
const ROOMS_EACH = 3;
/** Of each way to connect. */
const VISITORS = 6;
const SAMPLED_EVERY_MS = 5_000;
/** What it takes until caches and pools have their size: so much of the whole time. */
const WARM_UP = 0.25;
const SESSION_TTL = '2m';
const RENEW_INTERVAL = '30s';
const ARRIVED_WITHIN_MS = 60_000;
const MINUTE_MS = 60_000;
const MEBIBYTE = 2 ** 20;
const REPORT = 'data/soak.md';

/** What each app tells of itself, and how it is shown. */
const METRICS: readonly (readonly [name: string, metric: string, unit: number])[] = [
  ['RSS, MiB', 'process_resident_memory_bytes', MEBIBYTE],
  ['heap, MiB', 'nodejs_heap_size_used_bytes', MEBIBYTE],
  ['file descriptors', 'process_open_fds', 1],
  ['active resources', 'nodejs_active_resources', 1],
];

describe('the system over a long time', () => {
  it(
    'loses nothing while clients come and go, and says how it grows',
    async () => {
      const monitorPort = await freePort();
      const database = await startDatabase();
      const cluster = await Cluster.on(await Broker.start({ monitorPort }), ['logic', 'comet', 'job'], {
        LOGIC__HISTORY__URL: database.url,
        JOB__HISTORY__URL: database.url,
        // The marks of sessions that ended are kept so long: within the warm-up they are as many as they will be.
        LOGIC__SESSION__TTL: SESSION_TTL,
        COMET__SESSION__RENEW_INTERVAL: RENEW_INTERVAL,
        ...AS_BY_DEFAULT,
      });
      try {
        const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
        const manager = await jetstream((await cluster.broker.connect()).connection).jetstreamManager();
        const latency = new Histogram();
        const journeys = new Journeys(LOAD, LATE_MS);
        journeys.watch(await cluster.broker.connect());
        const ofBefore = new Histogram();
        const arrived = (delivery: Delivery): void => {
          const took = (Date.now() - delivery.askedAt) * 1_000;
          if (journeys.wasBefore(delivery)) {
            ofBefore.record(took);
          } else {
            latency.record(took);
            journeys.note(delivery);
          }
        };
        const load = new Load(() => logic.address('http'), new Dice(SEED), { rooms: ROOMS, members: MEMBERS }, LOAD);
        const listeners = Array.from({ length: MEMBERS }, (_, n) => {
          const rooms = Array.from({ length: ROOMS_EACH }, (__, k) => `live://${(n * 7 + k * 13) % ROOMS}`);
          return new LoadListener(load.name, n + 1, rooms, comet.address('websocket'));
        });
        const crowd = new Crowd(load.name, arrived);
        const samples = new Samples();
        const pulls = new PullWatch(manager);
        const [logicPid, cometPid, jobPid] = cluster.apps.map(({ pid }) => pid) as [number, number, number];
        const pids = { logic: logicPid, comet: cometPid, job: jobPid, nats: cluster.broker.pid, clients: process.pid };
        const waits = new CoreWaits(pids);
        const collections = new Collections();
        await Promise.all(listeners.map((listener) => listener.come()));

        const until = { done: false };
        const from = Date.now();
        const rooms = (place: number): string => `live://${place % ROOMS}`;
        const busy = [
          load.run(PER_SECOND, until),
          pulls.run(until),
          waits.run(until),
          ...listeners.map((listener, n) => listener.wander(new Dice(SEED + n), until)),
          ...['tcp', 'websocket', 'http'].flatMap((transport, t) =>
            Array.from({ length: VISITORS }, (_, n) => {
              const place = t * VISITORS + n;
              return crowd.visit(rooms(place), comet.address(transport), new Dice(SEED + place), until);
            }),
          ),
          ...Array.from({ length: VISITORS }, (_, n) =>
            crowd.stream(rooms(n), comet.address('http'), new Dice(SEED - n), until),
          ),
          sample(cluster, manager, monitorPort, samples, until),
        ];
        const all = Promise.all(busy);
        await Promise.race([all, delay(MINUTES * MINUTE_MS)]);
        until.done = true;
        await all;
        await eventually('everything has come', ARRIVED_WITHIN_MS, () => {
          if (ofListeners(listeners, load.accepted).lost > 0) throw new Error('something is missing');
        }).catch(() => undefined);

        const { told, ...ofVersion2 } = ofListeners(listeners, load.accepted);
        const { p50, p99, p999, max } = percentiles(latency);
        const report = [
          samples.table(MINUTES * MINUTE_MS * WARM_UP),
          '',
          `${load.accepted.length} pushes in ${MINUTES} minutes; ${crowd.visits} visits of clients of version 1.`,
          `From the request to the client's socket, ms: median ${p50}, p99 ${p99}, p99.9 ${p999}, longest ${max}.`,
          `Of what was sent before the client was let in: ${ofBefore.total}, longest ${ofBefore.max / 1_000} ms.`,
          `${journeys.late.length} deliveries took more than ${LATE_MS} ms, the longest of each time:`,
          '',
          lateTable(journeys.late, from, load.accepted, waits, collections),
          '',
          `The process of the clients collected garbage ${collections.count} times for long, ${Math.round(collections.total)} ms in all.`,
          `A consumer without a waiting pull request: ${Math.round(pulls.longestMs)} ms at most, in ${pulls.looks} looks.`,
          `Version 2: ${JSON.stringify({ ...ofVersion2, told })}; version 1: ${JSON.stringify(crowd.counts)}.`,
          '',
        ].join('\n');
        await mkdir('data', { recursive: true });
        await writeFile(REPORT, report);
        process.stdout.write(`\n${report}Written to ${REPORT}\n`);
        expect(ofVersion2).toEqual({ lost: 0, repeated: 0, disordered: 0 });
        expect(crowd.counts).toEqual({ lost: 0, repeated: 0, disordered: 0 });
        await Promise.all(listeners.map((listener) => listener.leave()));
        collections.stop();
      } finally {
        await cluster.stop();
        await database.stop();
      }
    },
    (MINUTES + 5) * MINUTE_MS,
  );
});

async function sample(
  cluster: Cluster,
  manager: JetStreamManager,
  monitorPort: number,
  samples: Samples,
  until: { readonly done: boolean },
): Promise<void> {
  for (; !until.done; await delay(SAMPLED_EVERY_MS)) {
    const values: Record<string, number> = {};
    for (const [app, process] of Object.entries({ logic: 0, comet: 1, job: 2 })) {
      for (const [name, metric, unit] of METRICS) {
        values[`${app}: ${name}`] = (await cluster.apps[process]!.metric(metric)) / unit;
      }
    }
    const { pid } = cluster.broker;
    values["logic: pushers' connections"] = connectionsAt(cluster.apps[0]!.address('http'));
    values['nats: RSS, MiB'] = readRss([pid]) / MEBIBYTE;
    values['nats: file descriptors'] = (await readdir(`/proc/${pid}/fd`)).length;
    const varz = await fetch(`http://127.0.0.1:${monitorPort}/varz`);
    const { subscriptions, connections } = (await varz.json()) as { subscriptions: number; connections: number };
    values['nats: subscriptions'] = subscriptions;
    values['nats: connections'] = connections;
    for await (const { config, state } of manager.streams.list()) {
      values[`${config.name}: messages`] = state.messages;
      values[`${config.name}: KiB`] = state.bytes / 1_024;
      values[`${config.name}: consumers`] = state.consumer_count;
    }
    samples.add(values);
  }
}

/** Those that are open, as Linux lists them. */
function connectionsAt(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0');
  const rows = ['tcp', 'tcp6'].flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n'));
  return rows.filter((row) => /^ *\d+: [0-9A-F]{8}:([0-9A-F]{4}) [0-9A-F:]+ 01 /.exec(row)?.[1] === port).length;
}
