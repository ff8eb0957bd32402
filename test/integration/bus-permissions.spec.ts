import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import { AckedPublisher, BanList, Bucket, type Bus } from '#bus';
import { BusMonitor, BusReadiness } from '#bus/nest';
import { Metrics } from '#observability';
import { Broker, eventually } from '#test-support';

const NOTHING = new Uint8Array(0);
/** Whoever is told waits for no timeout. */
const LONG_MS = 60_000;

describe('what NATS does not let a user do', () => {
  let broker: Broker;
  let comet: Bus;

  beforeAll(async () => {
    broker = await Broker.start({ permissions: true });
    comet = await connectAs('comet');
  });

  afterAll(() => broker.stop());

  function connectAs(user: string): Promise<Bus> {
    return broker.connect({ servers: [broker.urlOf(user)], inboxPrefix: `_INBOX.${user}` });
  }

  it('fails a request at once, by name', async () => {
    await expect(comet.request('goim.job.a.presence', NOTHING, LONG_MS)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'goim.job.a.presence: NATS does not let this user publish to goim.job.a.presence',
    });
  });

  it('fails a message that is to be stored, and no other', async () => {
    const job = await connectAs('job');
    await Bucket.open(await broker.connect(), 'goim_leases', { ttlMs: LONG_MS });
    const publisher = new AckedPublisher(job, LONG_MS, { current: { maxPending: 10 } });
    const [denied, stored] = await Promise.allSettled([
      publisher.publish('$KV.goim_nodes.a', NOTHING),
      publisher.publish('$KV.goim_leases.a', NOTHING),
    ]);
    expect(denied).toMatchObject({
      reason: { message: 'NATS does not let this user publish to $KV.goim_nodes.a' },
    });
    expect(stored.status).toBe('fulfilled');
    publisher.close();
  });

  it('fails whoever waits for answers on a subject that it may not hear', async () => {
    const stranger = await broker.connect({ servers: [broker.urlOf('comet')], inboxPrefix: '_INBOX.logic' });
    const request = (): Promise<unknown> => stranger.request('goim.logic.nodes', NOTHING, LONG_MS);
    const refusal = { message: expect.stringMatching(/Permissions Violation for Subscription to "_INBOX\.logic\./) };
    await expect(request()).rejects.toMatchObject(refusal);
    await expect(request()).rejects.toMatchObject(refusal);
  });

  it('is not what logic does with bans', async () => {
    const logic = await connectAs('logic');
    const denied: unknown[] = [];
    logic.on('denied', (what) => denied.push(what));
    const bans = await BanList.open(logic, { replicas: 1, isWriter: true });
    await bans.add({ id: 'a', by: 'mid', value: '7', until: 0, reason: '', since: 1 });
    expect([await bans.lift('a'), await bans.lift('b')]).toEqual([true, false]);
    await eventually('nothing is left of the ban', LONG_MS, async () => {
      await bans.removeOldMarkers(-LONG_MS);
      const { streams } = await jetstream(logic.connection).jetstreamManager(false);
      return (await streams.info('KV_goim_bans')).state.messages === 0;
    });
    bans.close();
    expect(denied).toEqual([]);
  });

  it('is told in a line for each subject, and counted; an app that is deaf is not ready', async () => {
    const bus = await connectAs('comet');
    const metrics = new Metrics();
    const readiness = new BusReadiness(bus);
    const lines = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    try {
      bus.publish('goim.push.0', NOTHING);
      await bus.flush();
      new BusMonitor(bus, metrics).onModuleInit();
      for (let n = 0; n < 3; n++) bus.publish('goim.broadcast', NOTHING);
      bus.subscribe('goim.dead.*', () => undefined, { isOptional: true });
      await bus.flush();
      expect(() => readiness.check()).not.toThrow();
      bus.subscribe('goim.push.*', () => undefined);
      await bus.flush();
      expect(lines.mock.calls.map(([line]) => line)).toEqual([
        'NATS does not let this user publish to goim.push.0',
        'NATS does not let this user publish to goim.broadcast',
        'NATS does not let this user subscribe to goim.dead.*',
        'NATS does not let this user subscribe to goim.push.*',
      ]);
    } finally {
      lines.mockRestore();
    }
    expect(await metrics.expose()).toMatch(/goim_bus_denied_total\{operation="publish"\} 4/);
    expect(() => readiness.check()).toThrow('NATS does not let this user subscribe to goim.push.*');
  });
});
