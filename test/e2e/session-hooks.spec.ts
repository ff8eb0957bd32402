import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess, Cluster, eventually, type GoimClient } from '#test-support';

interface Activity {
  readonly what: string;
  readonly key: string;
  readonly text?: string;
}

const ACTIVITY = './dist/examples/activity/activity.module.js';
const OP = 1000;
const WITHIN_MS = 30_000;

async function activityAt(logic: AppProcess): Promise<Activity[]> {
  return (await (await fetch(`${logic.address('http')}/activity`)).json()) as Activity[];
}

async function say(client: GoimClient, body: string): Promise<string> {
  return (await client.request(OP, body)).body.toString();
}

let cluster: Cluster;
let logics: AppProcess[];
let comet: AppProcess;

/** Of one session, at both logics: what the one was told behind what the other was told. */
async function activityOf(key: string): Promise<string[]> {
  const all = await Promise.all(logics.map(activityAt));
  return all
    .flat()
    .filter((activity) => activity.key === key)
    .map(({ what, text }) => (text === undefined ? what : `${what} ${text}`))
    .toSorted();
}

async function expectActivity(key: string, expected: string[]): Promise<void> {
  const what = `the activity of ${key} is ${expected.join(', ')}`;
  await eventually(what, WITHIN_MS, async () => expect(await activityOf(key)).toEqual(expected));
}

async function start(settings: Record<string, string> = {}): Promise<void> {
  cluster = await Cluster.start(['logic', 'logic', 'comet'], { LOGIC__EXTENSIONS: ACTIVITY, ...settings });
  logics = cluster.apps.slice(0, 2);
  comet = cluster.apps[2]!;
}

describe('an extension that follows sessions and what clients say, in two logics', () => {
  beforeAll(() => start());

  afterAll(() => cluster.stop());

  it('is told of a begin and of an end by one logic each', async () => {
    const client = await cluster.client(comet, 'tcp', { key: 'comes-and-goes' });
    await expectActivity('comes-and-goes', ['begin']);
    client.close();
    await expectActivity('comes-and-goes', ['begin', 'disconnected']);
  });

  it('is told of a session whose key another connection took, once', async () => {
    await cluster.client(comet, 'tcp', { key: 'taken' });
    await expectActivity('taken', ['begin']);
    const newer = await cluster.client(comet, 'websocket', { key: 'taken' });
    await expectActivity('taken', ['begin', 'begin', 'replaced']);
    newer.close();
    await expectActivity('taken', ['begin', 'begin', 'disconnected', 'replaced']);
  });

  it('is told of nobody who was refused', async () => {
    const before = (await Promise.all(logics.map(activityAt))).flat().length;
    const stranger = await cluster.connect(comet, 'tcp');
    await expect(stranger.request(7, '{"mid":"none"}')).rejects.toThrow('auth-refused');
    expect((await Promise.all(logics.map(activityAt))).flat()).toHaveLength(before);
  });

  it('gets each message at one logic, and again where it failed', async () => {
    const client = await cluster.client(comet, 'tcp', { key: 'talks' });
    for (const text of ['hello', 'fail once', 'bye']) expect(await say(client, text)).toBe('');
    await expectActivity('talks', ['begin', 'said bye', 'said fail once', 'said hello']);
    const failed = await Promise.all(
      logics.map((logic) => logic.metric('goim_upstream_events_total', 'outcome="failed"')),
    );
    expect(failed.reduce((sum, count) => sum + count)).toBe(1);
  });

  it('gets what was said while no logic read the stream', async () => {
    const client = await cluster.client(comet, 'tcp', { key: 'patient' });
    expect(await say(client, 'before')).toBe('');
    await expectActivity('patient', ['begin', 'said before']);
    for (const logic of logics) await logic.stop();
    const silent = await cluster.add('logic');
    expect(await say(client, 'meanwhile')).toBe('');
    logics = [await cluster.add('logic', { LOGIC__EXTENSIONS: ACTIVITY })];
    await expectActivity('patient', ['said meanwhile']);
    await silent.stop();
  });
});

describe('the sessions of a comet that was killed', () => {
  beforeAll(() => start({ LOGIC__SESSION__TTL: '10s' }));

  afterAll(() => cluster.stop());

  it('end when they expire, at one logic each', async () => {
    const keys = ['doomed-1', 'doomed-2', 'doomed-3'];
    await Promise.all(keys.map((key) => cluster.client(comet, 'tcp', { key })));
    for (const key of keys) await expectActivity(key, ['begin']);
    await comet.kill();
    for (const key of keys) await expectActivity(key, ['begin', 'expired']);
  });
});
