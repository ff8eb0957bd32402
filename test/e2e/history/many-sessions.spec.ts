import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, startDatabase, type TestDatabase } from '#test-support';
import { ask } from '../http-request.js';

const OPERATION = 1000;
const WITHIN_MS = 30_000;
const RESUME = 22;
const MID = 7;
/** More than one recipient of a push names. */
const SESSIONS = 300;

interface Heard {
  readonly id: string;
  readonly prev: string;
  readonly body: string;
}

describe('a member with very many sessions', () => {
  let database: TestDatabase;
  let cluster: Cluster;
  let logic: string;
  let comets: string[];

  beforeAll(async () => {
    database = await startDatabase();
    cluster = await Cluster.start(['logic', 'comet', 'comet', 'job'], {
      LOGIC__HISTORY__URL: database.url,
      JOB__HISTORY__URL: database.url,
    });
    const [first, ...others] = cluster.apps.slice(0, 3).map((app) => app.address('http'));
    logic = first!;
    comets = others;
  });

  afterAll(async () => {
    await cluster.stop();
    await database.stop();
  });

  async function connect(n: number): Promise<string> {
    const comet = comets[n % comets.length]!;
    const { status, body } = await ask(`${comet}/v1/connections?version=2`, 'POST', { mid: MID, key: `session-${n}` });
    expect(status).toBe(201);
    return `${comet}/v1/connections/${body.id}`;
  }

  async function push(message: string): Promise<string> {
    const response = await fetch(`${logic}/v1/push/mids`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mids: [MID], operation: OPERATION, message }),
    });
    expect(response.status).toBe(202);
    const { epoch, ids } = (await response.json()) as { epoch: string; ids: string[] };
    expect(ids).toHaveLength(1);
    return `${epoch}:${ids[0]}`;
  }

  /** All messages that come to a connection, up to a last one. */
  async function heard(url: string, last: string): Promise<Heard[]> {
    const all: Heard[] = [];
    let cursor = '0';
    while (all.at(-1)?.body !== last) {
      const answer = await ask(`${url}/poll?cursor=${cursor}&timeout=20`);
      expect(answer.status).toBe(200);
      expect(answer.body.messages).not.toEqual([]);
      cursor = answer.body.cursor;
      const pushed = answer.body.messages.filter(({ op }) => op === OPERATION) as object[] as Heard[];
      all.push(...pushed.map(({ id, prev, body }) => ({ id, prev, body })));
    }
    return all;
  }

  async function resume(url: string, cursor: string): Promise<void> {
    const body = JSON.stringify({ cursors: cursor === '' ? {} : { [`mid:${MID}`]: cursor } });
    expect((await ask(`${url}/frames`, 'POST', { op: RESUME, ver: 2, seq: 1, body })).status).toBe(204);
  }

  it('gets each message by the same id everywhere, behind the one before, and what it missed once', async () => {
    const sessions = Array.from({ length: SESSIONS }, (_, n) => n);
    const urls = await Promise.all(sessions.map(connect));
    await eventually('logic knows all of them', WITHIN_MS, async () => {
      const response = await fetch(`${logic}/v1/sessions?mid=${MID}&limit=1000`);
      expect(((await response.json()) as { sessions: unknown[] }).sessions).toHaveLength(SESSIONS);
    });
    await Promise.all(urls.map((url) => resume(url, '')));
    const places = [await push('1'), await push('2'), await push('3')];
    const [one, two, three] = places.map((place) => place.split(':')[1]!) as [string, string, string];
    const all = await Promise.all(urls.map((url) => heard(url, '3')));
    const expected = [
      { id: one, prev: '0', body: '1' },
      { id: two, prev: one, body: '2' },
      { id: three, prev: two, body: '3' },
    ];
    for (const each of all) expect(each).toEqual(expected);

    // They come back, and go on where they were.
    const again = await Promise.all(sessions.map(connect));
    await Promise.all(again.map((url, n) => resume(url, places[n % 3]!)));
    const four = (await push('4')).split(':')[1]!;
    const rest = await Promise.all(again.map((url) => heard(url, '4')));
    const missed = [...expected.map(({ id, body }) => ({ id, body })), { id: four, body: '4' }];
    for (const [n, each] of rest.entries()) {
      expect(each.map(({ id, body }) => ({ id, body }))).toEqual(missed.slice((n % 3) + 1));
    }
  });
});
