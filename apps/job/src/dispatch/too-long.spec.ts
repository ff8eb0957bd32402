import { beforeEach, describe, expect, it } from '@jest/globals';
import { subjects, type CometId, type Recipient } from '#contracts';
import { Dispatching } from '../../test/dispatching.js';

const NOBODY: Recipient = { key: 'nobody', mid: 0, places: [], slice: null };

let on: Dispatching;

beforeEach(() => {
  on = new Dispatching();
});

describe('a batch', () => {
  it('fails a task alone that the bus would not take', async () => {
    on.bus.maxPayloadBytes = 1_000;
    const [long, short] = await on.dispatch(on.toRoom('a', 'x'.repeat(1_000)), on.toRoom('a', 'y'));
    expect([long, short]).toEqual(['it is longer than NATS takes', undefined]);
  });

  // What a comet gets has more bytes than the task: the bus would end the connection of whoever sends it more than it takes.
  it.each([
    ['a room', 256, (text: string) => on.toRoom('a', text)],
    ['recipients', 24 * 1_024, (text: string) => on.toRecipients([NOBODY], [], { msg: Buffer.from(text) })],
  ])('fails a task for %s alone that leaves fewer than %i bytes for what is added', async (_, added, task) => {
    const fits = task('x'.repeat(500));
    on.bus.maxPayloadBytes = fits.bytes + added;
    expect(await on.dispatch(fits)).toEqual([undefined]);
    expect(await on.dispatch(task('x'.repeat(501)))).toEqual(['it is longer than NATS takes']);
  });

  // Thrown, it would have the whole batch sent again for ever.
  it('fails a task alone that is too long with what its comets add', async () => {
    for (let n = 0; n < 30; n++) on.directory.join(`comet-with-a-long-name-${n}`);
    const broadcast = on.toAll(1_000, 'x'.repeat(2_000));
    on.bus.maxPayloadBytes = broadcast.bytes + 256;
    const tasks = [on.toRoom('a', '1'), broadcast, on.toKeys('c1', 'b')];
    expect(await on.dispatch(...tasks)).toEqual([undefined, 'it is longer than NATS takes', undefined]);
  });

  // It goes out when the next one comes, and that is not at fault.
  it('fails a task by key alone that is too long with all sessions that its member has now', async () => {
    const long = on.toRecipients([{ key: '', mid: 7, places: [{ server: 'gone', keys: ['a'] }], slice: null }]);
    const keys = Array.from({ length: 200 }, (_, n) => `${'k'.repeat(200)}${n}`);
    on.logic.places.set('mid:7', [{ server: 'c1', keys }]);
    on.bus.maxPayloadBytes = long.bytes + 24 * 1_024;
    const tasks = [on.toKeys('c1', 'x'), long, on.toKeys('c1', 'y'), on.toKeys('c1', 'z')];
    expect(await on.dispatch(...tasks)).toEqual([undefined, 'it is longer than NATS takes', undefined, undefined]);
  });

  it('sends a push by key to the other comets where it is too long for one, and not to these at the next try', async () => {
    const long = on.toRecipients([{ key: '', mid: 7, places: [{ server: 'gone', keys: ['a'] }], slice: null }]);
    const keys = Array.from({ length: 200 }, (_, n) => `${'k'.repeat(200)}${n}`);
    on.logic.places.set('mid:7', [
      { server: 'c1', keys },
      { server: 'c2', keys: ['b'] },
    ]);
    on.bus.maxPayloadBytes = long.bytes + 24 * 1_024;
    for (let tries = 0; tries < 2; tries++) expect(await on.dispatch(long)).toEqual(['it is longer than NATS takes']);
    expect(on.bus.published.map(({ subject }) => subject)).toEqual([subjects.cometPush('c2' as CometId)]);
  });
});
