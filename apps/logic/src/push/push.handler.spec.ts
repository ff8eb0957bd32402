import { beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock } from '#bus';
import { Metrics } from '#observability';
import { FakeQueue, FakeReceipts, linesOf } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { PushService } from './push.service.js';
import { PushHandler } from './push.handler.js';

let registry: FakeRegistry;
let handler: PushHandler;

beforeEach(() => {
  registry = new FakeRegistry();
  handler = new PushHandler(
    new PushService(
      registry,
      new FakeQueue(),
      new Metrics({ processMetrics: false }),
      new StoreClock(),
      new FakeReceipts().asService,
    ),
  );
});

describe('locating recipients', () => {
  it('says where each is now, in their order, whatever places they come with', () => {
    registry.add(
      fakeSession('a', { comet: 'comet-2' }),
      fakeSession('b', { mid: 7 }),
      fakeSession('c', { mid: 7, comet: 'comet-2' }),
    );
    const asked = [
      { key: '', mid: 7, places: [{ server: 'gone', keys: ['z'] }] },
      { key: 'a', mid: 0, places: [] },
      { key: 'x', mid: 0, places: [] },
      { key: '', mid: 8, places: [] },
    ];
    expect(linesOf(handler.locate({ recipients: asked }).recipients)).toEqual([
      'mid:7 comet-1/b comet-2/c',
      'a comet-2',
      'x',
      'mid:8',
    ]);
  });

  it('is refused where the directory is not current: whoever is not known may be online', () => {
    registry.isCurrent = false;
    expect(() => handler.locate({ recipients: [{ key: 'a', mid: 0, places: [] }] })).toThrow('not current');
  });
});
