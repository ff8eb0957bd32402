import { beforeEach, describe, expect, it } from '@jest/globals';
import { Downlink, Operation, readDeliveries } from '#protocol';
import { FakeOutlet, packet } from '../../test/fake-outlet.js';
import { Feed } from './feed.js';

const TARGET = 'room:live://1';
const OTHER = 'all';

let outlet: FakeOutlet;
let feed: Feed;
/** What the client got: pushes by their ids, notices by their verdicts and cursors, withdrawals as `-id`. */
let log: (number | string)[];

beforeEach(() => {
  log = [];
  outlet = new FakeOutlet();
  outlet.onWrite = () => log.push(...readDeliveries(outlet.writes.at(-1)!).map(({ id }) => Number(id)));
  feed = new Feed(outlet, (operation, body) => {
    const { id, cursor, verdict } = body as { id?: string; cursor?: string; verdict?: string };
    log.push(operation === Operation.Notice ? `${verdict} ${cursor}` : `-${id}`);
  });
});

function pushed(epoch: number, id: number, target = TARGET, isTransient = false): Downlink {
  const origin = { epoch, ids: [id], prev: 0, transient: isTransient ? [0] : [] };
  return new Downlink([{ packets: packet(`m${id}`), origin }], target);
}

function beginAnew(epoch: number, to = 0): void {
  feed.broken(TARGET, { verdict: 'reset', epoch, from: 0, to });
}

describe('a queue that begins anew', () => {
  it('while what was missed is read is told of at its place, and ids of the former one leave out nothing behind that', () => {
    feed.resume();
    feed.hold(TARGET);
    feed.take(pushed(7, 102_400));
    feed.take(pushed(7, 103_424));
    beginAnew(9);
    for (const id of [1024, 2048]) feed.take(pushed(9, id));
    feed.release(TARGET, pushed(7, 102_400), 102_400, 7);
    feed.take(pushed(9, 3072));
    expect(log).toEqual([102_400, 103_424, 'reset 9:0', 1024, 2048, 3072]);
    expect(feed.heldBytes).toBe(0);
  });

  it('while the client is quiet is told of when it resumes, for targets that it does not name as well', () => {
    feed.take(pushed(7, 102_400));
    beginAnew(9);
    feed.take(pushed(9, 1024));
    expect(log).toEqual([]);
    feed.resume();
    expect(log).toEqual([102_400, 'reset 9:0', 1024]);
    expect(feed.heldBytes).toBe(0);
  });

  it('while the client is quiet is told of behind what it missed, where it names the target', () => {
    beginAnew(9);
    feed.take(pushed(9, 1024));
    feed.hold(TARGET);
    feed.resume();
    expect(log).toEqual([]);
    feed.release(TARGET, pushed(7, 102_400), 102_400, 7);
    expect(log).toEqual([102_400, 'reset 9:0', 1024]);
  });

  it('is not told of where the verdict says it, and what came before that is left out unless it has no id', () => {
    feed.resume();
    feed.hold(TARGET);
    feed.take(pushed(7, 102_400));
    feed.take(pushed(7, 102_401, TARGET, true));
    beginAnew(8);
    beginAnew(9);
    for (const id of [1024, 2048]) feed.take(pushed(9, id));
    feed.release(TARGET, pushed(9, 1024), 1024, 9);
    expect(log).toEqual([1024, 0, 2048]);
    expect(feed.heldBytes).toBe(0);
  });

  it('counts as what waits for the client, until it is told', () => {
    for (let epoch = 8; epoch < 18; epoch++) beginAnew(epoch);
    expect(feed.heldBytes).toBe(10 * 200);
    feed.resume();
    expect([feed.heldBytes, log.length]).toEqual([0, 10]);
  });
});

describe('a hole in what waits', () => {
  it('is not told of: the client sees it by the ids', () => {
    feed.broken(TARGET, { verdict: 'gap', epoch: 7, from: 1, to: 2 });
    feed.resume();
    feed.hold(TARGET);
    feed.broken(TARGET, { verdict: 'unavailable', epoch: 7, from: 1, to: 2 });
    feed.release(TARGET, undefined, 5, 7);
    expect(log).toEqual([]);
    feed.broken(TARGET, { verdict: 'unavailable', epoch: 7, from: 5, to: 9 });
    expect(log).toEqual(['unavailable 7:9']);
  });
});

describe('a target that was read while the client is quiet', () => {
  it('comes when the client resumes, before what waits of it, each message once', () => {
    feed.take(pushed(7, 1, OTHER));
    feed.hold(TARGET);
    for (const id of [8, 9]) feed.take(pushed(7, id));
    const missed = new Downlink(
      [6, 8].map((id) => ({ packets: packet(`m${id}`), origin: { epoch: 7, ids: [id], prev: 0, transient: [] } })),
      TARGET,
    );
    feed.release(TARGET, missed, 8, 7);
    const ten = pushed(7, 10);
    feed.take(ten);
    expect(log).toEqual([]);
    const waiting = [pushed(7, 1, OTHER), missed, pushed(7, 9), ten];
    expect(feed.heldBytes).toBe(waiting.reduce((sum, { tcp }) => sum + tcp.length, 0));
    feed.resume();
    expect(log).toEqual([1, 6, 8, 9, 10]);
    expect(feed.heldBytes).toBe(0);
  });

  it('has the part of a joined push that it did not have', () => {
    feed.hold(TARGET);
    const origin = { epoch: 7, ids: [8, 9], prev: 0, transient: [] };
    feed.take(new Downlink([{ packets: Buffer.concat([packet('m8'), packet('m9')]), origin }], TARGET));
    feed.release(TARGET, pushed(7, 8), 8, 7);
    feed.resume();
    expect(log).toEqual([8, 9]);
  });

  it('may be read once more when the client resumes, and then leaves out what that covers', () => {
    feed.hold(TARGET);
    for (const id of [8, 9]) feed.take(pushed(7, id));
    feed.release(TARGET, pushed(7, 8), 8, 7);
    feed.hold(TARGET);
    feed.resume();
    feed.take(pushed(7, 10));
    feed.release(TARGET, pushed(7, 9), 9, 7);
    expect(log).toEqual([9, 10]);
    expect(feed.heldBytes).toBe(0);
  });

  it('is told behind that of what was taken back', () => {
    feed.hold(TARGET);
    feed.withdrawn(TARGET, 7, 8);
    feed.release(TARGET, pushed(7, 8), 8, 7);
    feed.resume();
    expect(log).toEqual(['-8', 8, '-8']);
  });
});
