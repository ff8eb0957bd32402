import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AS_BY_DEFAULT, Cluster, EventStream, eventually, type AppProcess, type Pusher } from '#test-support';
import { ask } from './http-request.js';

const OP = 1000;
/** A poll waits that long, and a little more where nobody says any more that there is nothing. */
const POLL_SECONDS = 15;
const SOON_MS = 20_000;

describe('clients by HTTP of a comet with two workers', () => {
  const CLIENTS = 10;
  let cluster: Cluster;
  let comet: AppProcess;
  let pusher: Pusher;
  let url: string;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet', 'job'], { COMET__WORKERS: '2', ...AS_BY_DEFAULT });
    comet = cluster.apps[1]!;
    pusher = cluster.pusher(cluster.apps[0]!);
    url = `${comet.address('http')}/v1/connections`;
    await eventually('job knows both workers', 30_000, async () => {
      expect(await cluster.apps[2]!.metric('goim_comets')).toBe(2);
    });
  });

  afterAll(() => cluster.stop());

  /** On a connection of its own each, so that either worker gets some. */
  const alone = { Connection: 'close' };

  it('are served by either, whichever holds their connection', async () => {
    const opened = await Promise.all(
      Array.from({ length: CLIENTS }, (_, n) =>
        ask(url, 'POST', { key: `w${n}`, accepts: [OP], room_id: 'live://workers' }, alone),
      ),
    );
    for (let round = 1; round <= 3; round++) {
      const polls = opened.map(({ body }) =>
        ask(`${url}/${body.id}/poll?cursor=${2 * (round - 1)}`, 'GET', undefined, alone),
      );
      await Promise.all(
        opened.map(({ body }) => ask(`${url}/${body.id}/frames`, 'POST', { op: 2, seq: round }, alone)),
      );
      for (const { body } of await Promise.all(polls)) expect(body.messages).toMatchObject([{ op: 3, seq: round }]);
      const keys = opened.map((_, n) => `w${n}`);
      expect(await pusher.keys(OP, keys, `round ${round}`)).toMatchObject({ status: 200 });
      const answers = opened.map(({ body }) =>
        ask(`${url}/${body.id}/poll?cursor=${2 * round - 1}`, 'GET', undefined, alone),
      );
      for (const { body } of await Promise.all(answers))
        expect(body.messages).toMatchObject([{ body: `round ${round}` }]);
    }
    const streams = await Promise.all(
      opened.map(({ body }) => EventStream.open(`${url}/${body.id}/events`, '6', { ...alone })),
    );
    await pusher.room(OP, 'live://workers', 'to the room');
    await Promise.all(streams.map((stream) => stream.until(({ bodies }) => bodies.includes('to the room'))));
    for (const stream of streams) stream.close();
    expect(await comet.metric('goim_http_forwarded_total')).toBeGreaterThan(0);
    expect((await ask(`${url}/${opened[0]!.body.id}`, 'DELETE', undefined, alone)).status).toBe(204);
  });

  it('hear soon that the one that held their connection was killed, whichever they wait at', async () => {
    const opened = await Promise.all(
      Array.from({ length: 4 * CLIENTS }, (_, n) => ask(url, 'POST', { key: `killed${n}` }, alone)),
    );
    const before = await comet.metric('goim_http_forwarded_total');
    const path = `poll?cursor=0&timeout=${POLL_SECONDS}`;
    const polls = opened.map(({ body }) =>
      ask(`${url}/${body.id}/${path}`, 'GET', undefined, alone).then(
        ({ status }) => status,
        () => 'cut off',
      ),
    );
    await eventually('some wait at the other worker', SOON_MS, async () => {
      expect(await comet.metric('goim_http_forwarded_total')).toBeGreaterThan(before);
    });
    const workers = execFileSync('ps', ['--ppid', String(comet.pid), '-o', 'pid='], { encoding: 'utf8' });
    process.kill(Number(workers.trim().split(/\s+/)[0]), 'SIGKILL');
    const tooLate = delay(SOON_MS, 'too late', { ref: false });
    const heard = await Promise.all(polls.map((poll) => Promise.race([poll, tooLate])));
    expect(heard).not.toContain('too late');
  });
});
