import { beforeEach, describe, expect, it } from '@jest/globals';
import { NobodyListens } from '#bus';
import { AppError, type CometId } from '#contracts';
import { FakeBus, FakeDirectory } from '../../../test/fake-bus.js';
import { CometRollCall } from './comet-roll-call.js';

const FENCES = ['request goim.comet.c1.fence', 'request goim.comet.c2.fence'];

let bus: FakeBus;
let directory: FakeDirectory;
let rollCall: CometRollCall;

beforeEach(() => {
  bus = new FakeBus();
  directory = new FakeDirectory(['c1', 'c2']);
  rollCall = new CometRollCall(bus.asBus, directory.asDirectory);
});

function requests(): string[] {
  return bus.log.filter((entry) => entry.startsWith('request'));
}

describe('CometRollCall', () => {
  it('calls every comet once, however many wait for it', async () => {
    await Promise.all([rollCall.ready(), rollCall.ready()]);
    await rollCall.ready();
    expect(requests()).toEqual(FENCES);
  });

  it('leaves out legacy comets, which are not on the bus and could not answer', async () => {
    directory.comets.push('g1');
    directory.goims.add('g1');
    await rollCall.ready();
    expect(requests()).toEqual(FENCES);
  });

  it('is over when each of them has answered', async () => {
    const answers = new Map<string, () => void>();
    bus.answer = (subject) => new Promise((resolve) => answers.set(subject, resolve));
    let ready = false;
    const called = rollCall.ready().then(() => (ready = true));
    answers.get('goim.comet.c1.fence')!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ready).toBe(false);
    answers.get('goim.comet.c2.fence')!();
    await called;
    expect(ready).toBe(true);
  });

  it('calls anew after the bus was away', async () => {
    await rollCall.ready();
    bus.emit('disconnect');
    await rollCall.ready();
    expect(requests()).toEqual([...FENCES, ...FENCES]);
  });

  it('calls again one that does not answer, until it does', async () => {
    let calls = 0;
    bus.answer = async (subject) => {
      if (subject.includes('c2') && ++calls < 2) throw new AppError('unavailable', 'no answer');
    };
    await rollCall.ready();
    expect(requests()).toEqual([...FENCES, FENCES[1]]);
  });

  it('does not wait for one whose entry has ended', async () => {
    bus.answer = async (subject) => {
      if (!subject.includes('c2')) return;
      directory.comets.splice(1);
      throw new AppError('unavailable', 'no answer');
    };
    await rollCall.ready();
    expect(requests()).toEqual(FENCES);
  });

  it('does not wait for one that nobody has listened for in a while, and suspects it; one that hangs it waits for', async () => {
    let hangs = 3;
    rollCall = new CometRollCall(bus.asBus, directory.asDirectory, 500);
    bus.answer = async (subject) => {
      if (subject.includes('c2')) throw new NobodyListens(subject);
      if (hangs-- > 0) throw new AppError('unavailable', 'no answer');
    };
    await rollCall.ready();
    expect(requests().filter((request) => request === FENCES[0])).toHaveLength(4);
    expect(requests().filter((request) => request === FENCES[1]).length).toBeGreaterThan(1);
    expect(['c1', 'c2'].filter((comet) => directory.asDirectory.isSuspect(comet as CometId))).toEqual(['c2']);
  });

  it('fails where the bus goes away, and begins anew the next time', async () => {
    bus.answer = async () => {
      bus.isConnected = false;
      throw new AppError('unavailable', 'away');
    };
    await expect(rollCall.ready()).rejects.toMatchObject({ code: 'unavailable' });
    bus.isConnected = true;
    bus.answer = async () => undefined;
    await rollCall.ready();
    expect(requests()).toEqual([FENCES[0], ...FENCES]);
  });

  it('is over at once where there is no comet', async () => {
    directory.comets.length = 0;
    await rollCall.ready();
    expect(bus.log).toEqual(['flush']);
  });

  it('hands on why a comet did not confirm', async () => {
    const failure = new AppError('unavailable', 'no answer');
    bus.answer = async () => {
      throw failure;
    };
    await expect(rollCall.confirm('c1' as CometId, new Uint8Array([1]), 1_000)).rejects.toBe(failure);
  });
});
