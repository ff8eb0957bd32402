import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { Bucket, DurableAssets, NodeDirectory, type Bus } from '#bus';
import { SESSION_BUCKET, type CometId } from '#contracts';
import { Broker, eventually, RegisteredNodes } from '#test-support';
import { KvSessionRegistry } from '../../apps/logic/src/sessions/kv/kv-session-registry.js';
import type { SessionRecord } from '../../apps/logic/src/sessions/session-record.js';
import { fakeSession } from '../../apps/logic/test/fake-sessions.js';

const OPTIONS = { ttlMs: 60_000, replicas: 1 };
const WAIT_MS = 30_000;
const LOGICS = 3;
const ROUNDS = 20;

interface Logic {
  readonly bus: Bus;
  readonly registry: KvSessionRegistry;
  readonly replaced: SessionRecord[];
}

let broker: Broker;
let logics: Logic[];
let comets: RegisteredNodes;

beforeEach(async () => {
  broker = await Broker.start();
  logics = [];
  await startComets();
  for (let n = 0; n < LOGICS; n++) logics.push(await open());
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const { registry } of logics) registry.beforeApplicationShutdown();
  await broker.stop();
});

async function open(options = OPTIONS): Promise<Logic> {
  const bus = await broker.connect();
  const replaced: SessionRecord[] = [];
  const directory = await NodeDirectory.open(bus);
  const registry = await KvSessionRegistry.open(bus, directory, options, {
    onReplaced: (older) => replaced.push(older),
  });
  return { bus, registry, replaced };
}

async function startComets(): Promise<void> {
  comets = await RegisteredNodes.open(await broker.connect());
  for (let n = 1; n <= 2 * LOGICS; n++) await comets.put({ id: `comet-${n}` as CometId });
}

/** The revision of a write that comes after all that were made before: who knows up to it knows them all. */
async function everyoneKnows(): Promise<void> {
  const revision = await logics[0]!.registry.put(fakeSession('mark'));
  // A logic gives up after some seconds, which a busy machine may take.
  await eventually('everyone knows', WAIT_MS, async () => {
    const known = await Promise.all(logics.map(({ registry }) => registry.knowsUpTo(revision)));
    expect(known).toEqual(logics.map(() => true));
  });
}

/** A session that begins now, each connection at a comet of its own. */
function sessionOf(key: string, connection: number): SessionRecord {
  return { ...fakeSession(key, { comet: `comet-${connection}`, connection }), since: Date.now() };
}

function connectionsOf(sessions: readonly SessionRecord[]): number[] {
  return sessions.map(({ connection }) => connection);
}

describe('sessions with one key', () => {
  it('replace each other: the logic that registered the newer one hears of the older', async () => {
    // One that began a while ago: all know it.
    await logics[0]!.registry.put(fakeSession('k', { comet: 'comet-1', connection: 1 }));
    await everyoneKnows();
    await logics[1]!.registry.put(sessionOf('k', 2));
    await everyoneKnows();
    expect(logics.map(({ replaced }) => connectionsOf(replaced))).toEqual([[], [1], []]);
  });

  it('have one winner and the others are all told, however many begin at the same time at however many logics', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const key = `k${round}`;
      const connections = Array.from({ length: 2 * LOGICS }, (_, n) => n + 1);
      const revisions = await Promise.all(
        connections.map((connection) => logics[connection % LOGICS]!.registry.put(sessionOf(key, connection))),
      );
      await everyoneKnows();
      const winner = revisions.indexOf(Math.max(...revisions)) + 1;
      const told = new Set(logics.flatMap(({ replaced }) => connectionsOf(replaced.filter((one) => one.key === key))));
      expect(told).toEqual(new Set(connections.filter((connection) => connection !== winner)));
    }
  });

  it('that are renewed tell of nobody', async () => {
    const session = fakeSession('k', { connection: 1 });
    await logics[0]!.registry.put(session);
    for (const { registry } of logics) expect(await registry.renew(session)).toBe(true);
    await everyoneKnows();
    expect(logics.flatMap(({ replaced }) => replaced)).toEqual([]);
  });
});

describe('a session that was registered at one logic a moment ago', () => {
  const older = sessionOf('k', 1);
  const newer = sessionOf('k', 2);

  beforeEach(async () => {
    await logics[0]!.registry.put(older);
    await everyoneKnows();
    // From now on its mirror is behind.
    logics[2]!.registry.beforeApplicationShutdown();
    await logics[1]!.registry.put(newer);
  });

  it('is renewed at another one, whose mirror still has the one before', async () => {
    expect(await logics[2]!.registry.renew(newer)).toBe(true);
  });

  it('is removed at another one, whose mirror still has the one before', async () => {
    expect(await logics[2]!.registry.remove(newer)).toEqual(newer);
    expect(await logics[2]!.registry.remove(newer)).toBeUndefined();
  });

  // goim's fault 1.
  it('is neither renewed nor removed for the connection that it replaced', async () => {
    expect(await logics[0]!.registry.renew(older)).toBe(false);
    expect(await logics[0]!.registry.remove(older)).toBeUndefined();
    expect(logics[1]!.registry.byKey(newer.key)).toMatchObject({ connection: 2 });
  });
});

describe('a session of a comet that has left', () => {
  it('is not brought back by a renewal of that comet which comes late', async () => {
    const { registry } = logics[0]!;
    const session = fakeSession('k', { comet: 'comet-1', connection: 1 });
    await registry.put(session);
    expect(registry.byKey(session.key)).toMatchObject({ connection: 1 });
    await comets.remove(session.comet);
    await eventually('it has left', WAIT_MS, () => expect(registry.byKey(session.key)).toBeUndefined());
    await registry.renew(session);
    expect(registry.byKey(session.key)).toBeUndefined();
  });
});

describe('the removal of a key that no session has', () => {
  // It ended the connection's reader at every logic, and nothing at all was heard until the server found out, 15 s later.
  it('is skipped, and known to have come', async () => {
    const errors: Error[] = [];
    for (const { bus } of logics) bus.on('error', (error) => errors.push(error));
    const bucket = await Bucket.open(await broker.connect(), SESSION_BUCKET, OPTIONS);
    await bucket.delete('a=zz');
    await everyoneKnows();
    expect(errors).toEqual([]);
    expect(logics.map(({ bus, registry }) => [registry.isCurrent, bus.disconnects])).toEqual(
      logics.map(() => [true, 0]),
    );
  });
});

describe('a session that was registered before the store was lost', () => {
  it('is removed, though no store holds it', async () => {
    const { bus, registry } = logics[0]!;
    const session = fakeSession('k', { comet: 'comet-1', connection: 1 });
    const before = await registry.put(session);
    const manager = await jetstreamManager(bus.connection);
    await manager.streams.delete(`KV_${SESSION_BUCKET}`);
    await eventually('a new store is followed', WAIT_MS, async () => {
      const revision = await registry.put(fakeSession('mark'));
      expect(revision).toBeGreaterThan(before);
      expect(await registry.knowsUpTo(revision)).toBe(true);
    });
    expect(registry.byKey(session.key)).toMatchObject({ connection: 1 });
    expect(await registry.remove(session)).toBeUndefined();
    expect(registry.byKey(session.key)).toBeUndefined();
  });
});

describe('a logic that starts while a lost store is filled again', () => {
  it('does not know who is offline until it has as many sessions of each comet as that has clients', async () => {
    const comet = 'comet-full' as CometId;
    await comets.put({ id: comet, connections: 2 });
    await logics[0]!.registry.put(fakeSession('first', { comet, connection: 1 }));
    const here = await open();
    logics.push(here);
    expect(here.registry.isCurrent).toBe(false);
    expect(DurableAssets.of(here.bus).problems()).toEqual([
      expect.stringMatching(/comets register again.* not current$/),
    ]);
    await logics[0]!.registry.put(fakeSession('second', { comet, connection: 2 }));
    await eventually('it knows both', WAIT_MS, () => expect(here.registry.isCurrent).toBe(true));
    // From now on clients come and go, and the directory tells of it later.
    await here.registry.remove(fakeSession('second', { comet, connection: 2 }));
    expect(here.registry.isCurrent).toBe(true);
  });
});

describe('a host whose clock is an hour behind', () => {
  it('forgets a session in its time all the same: the clock of the store counts', async () => {
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    const here = await open({ ...OPTIONS, ttlMs: 2_000 });
    logics.push(here);
    const { registry } = here;
    await logics[0]!.registry.put(fakeSession('of another host'));
    await registry.put(fakeSession('of this host'));
    await eventually('both are forgotten', WAIT_MS, () => expect(registry.count).toBe(0));
  });
});

describe('a renewal', () => {
  it('at the same time as a newer connection takes the key never brings the older one back', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const older = sessionOf(`k${round}`, 1);
      const newer = sessionOf(`k${round}`, 2);
      await logics[0]!.registry.put(older);
      await Promise.all([
        logics[1]!.registry.renew(older),
        logics[2]!.registry.put(newer),
        logics[0]!.registry.renew(older),
      ]);
      await everyoneKnows();
      for (const { registry } of logics) expect(registry.byKey(newer.key)).toMatchObject({ connection: 2 });
    }
  });
});

describe('a session whose comet was never told its key', () => {
  it('is found by its connection, and no other is', async () => {
    const comet = 'comet-1' as CometId;
    for (let n = 1; n <= 100; n++) await logics[0]!.registry.put(fakeSession(`k${n}`, { comet, connection: n }));
    await everyoneKnows();
    const { registry } = logics[1]!;
    const asked = [registry.removeByConnection(comet, 7), registry.removeByConnection(comet, 8)];
    expect(await Promise.all(asked)).toMatchObject([{ key: 'k7' }, { key: 'k8' }]);
    expect(await registry.removeByConnection(comet, 7)).toBeUndefined();
    expect(await registry.removeByConnection('comet-2' as CometId, 9)).toBeUndefined();
    await everyoneKnows();
    expect(registry.count).toBe(99);
  });
});
