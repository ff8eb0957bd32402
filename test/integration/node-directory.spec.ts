import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { NodeDirectory, openNodeBucket, type Bucket, type Bus } from '#bus';
import { encodeNodeInfo, encodeToken, NODE_REFRESH_MS, NODE_TTL_MS, type CometId } from '#contracts';
import { Broker, eventually, nodeInfo, repeating } from '#test-support';

/** A store on a busy machine answers late. */
const WRITTEN_WITHIN_MS = 30_000;
/** How much later than its lifetime a node may leave: the sweep's interval, and a slow machine. */
const SWEEP_GRACE_MS = 2_500;
const LIFETIMES_TIMEOUT_MS = 120_000;
const WAIT_MS = 30_000;

/** A broker with a bucket of nodes, and a directory on a connection of its own. */
class Stage {
  readonly events: string[] = [];

  private constructor(
    readonly broker: Broker,
    readonly bus: Bus,
    readonly nodes: Bucket,
    readonly directory: NodeDirectory,
  ) {
    for (const event of ['join', 'leave'] as const)
      directory.on(event, (comet) => this.events.push(`${event} ${comet}`));
    directory.on('invalid', (key) => this.events.push(`invalid ${key}`));
  }

  static async open(registered: readonly string[] = []): Promise<Stage> {
    const broker = await Broker.start();
    try {
      const nodes = await openNodeBucket(await broker.connect());
      for (const id of registered) await nodes.put(encodeToken(id), encodeNodeInfo(nodeInfo({ id })));
      const bus = await broker.connect();
      return new Stage(broker, bus, nodes, await NodeDirectory.open(bus));
    } catch (error) {
      await broker.stop();
      throw error;
    }
  }

  async put(id: string): Promise<void> {
    await eventually(`${id} is written`, WRITTEN_WITHIN_MS, () =>
      this.nodes.put(encodeToken(id), encodeNodeInfo(nodeInfo({ id }))),
    );
  }

  async close(): Promise<void> {
    this.directory.close();
    await this.broker.stop();
  }
}

describe('NodeDirectory', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open(['comet-a.example']);
  });

  afterEach(() => stage.close());

  it('knows from the start who is registered, and hears who joins and who leaves in order', async () => {
    const { directory, nodes } = stage;
    expect(directory.ids()).toEqual(['comet-a.example']);
    expect(directory.all()).toEqual([nodeInfo({ id: 'comet-a.example' })]);

    const joined = once(directory, 'join');
    await stage.put('comet-b');
    expect(await joined).toEqual(['comet-b']);
    expect([directory.size, directory.has('comet-b' as CometId)]).toEqual([2, true]);

    const left = once(directory, 'leave');
    await nodes.delete(encodeToken('comet-a.example'));
    expect(await left).toEqual(['comet-a.example']);
    expect(directory.ids()).toEqual(['comet-b']);
  });

  it('takes what a refresh says without telling of a join, and skips what is no entry', async () => {
    const { directory, nodes, events } = stage;
    const joined = once(directory, 'join');
    await nodes.put(
      encodeToken('comet-a.example'),
      encodeNodeInfo(nodeInfo({ id: 'comet-a.example', connections: 7 })),
    );
    await nodes.put('broken', Buffer.from('{'));
    await stage.put('comet-b');
    await joined;
    expect(events).toEqual(['invalid broken', 'join comet-b']);
    expect(directory.all()[0]).toMatchObject({ id: 'comet-a.example', connections: 7 });
  });

  it('tells whoever opens it of what it cannot read then', async () => {
    const { bus, nodes } = stage;
    await nodes.put('broken', Buffer.from('{'));
    const invalid: string[] = [];
    const other = await NodeDirectory.open(bus, {}, (key) => invalid.push(key));
    other.close();
    expect(invalid).toEqual(['broken']);
  });

  // It ended the connection's reader, and nothing at all was heard until the server found out, 15 s later.
  it('skips the removal of a key that no node has, and hears what comes behind it', async () => {
    const { bus, directory, nodes, events } = stage;
    const joined = once(directory, 'join');
    await nodes.delete('a=zz');
    await stage.put('comet-b');
    await joined;
    expect(events).toEqual(['invalid a=zz', 'join comet-b']);
    expect([directory.isCurrent, bus.disconnects]).toEqual([true, 0]);
  });

  it('loses nobody where the server comes back without its data', async () => {
    const { broker, bus, directory, events } = stage;
    const lost = once(bus, 'disconnect');
    await broker.kill();
    await lost;
    const back = once(bus, 'reconnect');
    await broker.restartEmpty();
    await back;
    await eventually('the writer is connected again', WAIT_MS, () => stage.nodes.bus.isConnected);
    await stage.nodes.ensure();
    await stage.put('comet-b');
    await eventually('the directory knows both', WAIT_MS, () => {
      expect(directory.ids()).toEqual(['comet-a.example', 'comet-b']);
    });
    expect(events).toEqual(['join comet-b']);
  });
});

// Side by side, since each waits for a whole lifetime.
describe('the lifetime of a node', () => {
  it.concurrent(
    'ends for one that is not refreshed, and goes on for one that is',
    async () => {
      const stage = await Stage.open();
      try {
        const from = performance.now();
        await Promise.all([stage.put('silent'), stage.put('refreshed')]);
        const left = await repeating(NODE_REFRESH_MS, () => stage.put('refreshed'), once(stage.directory, 'leave'));
        expect(left).toEqual(['silent']);
        const lived = performance.now() - from;
        expect(lived).toBeGreaterThanOrEqual(NODE_TTL_MS);
        expect(lived).toBeLessThan(2 * NODE_TTL_MS);
        expect(stage.directory.ids()).toEqual(['refreshed']);
      } finally {
        await stage.close();
      }
    },
    LIFETIMES_TIMEOUT_MS,
  );

  it.concurrent(
    'does not run while the server is away, when nobody can refresh',
    async () => {
      const stage = await Stage.open(['cut-off']);
      try {
        await stage.broker.kill();
        await delay(NODE_TTL_MS + SWEEP_GRACE_MS);
        expect(stage.directory.ids()).toEqual(['cut-off']);
        const back = once(stage.bus, 'reconnect');
        await stage.broker.restart();
        await back;
        // Two sweeps: it has a whole lifetime from here on.
        await delay(2_100);
        expect(stage.directory.ids()).toEqual(['cut-off']);
        expect(stage.events).toEqual([]);
      } finally {
        await stage.close();
      }
    },
    LIFETIMES_TIMEOUT_MS,
  );
});
