import { expect, it } from '@jest/globals';
import { PushType, pushTask } from '#contracts';
import { Metrics } from '#observability';
import { FakeQueue } from '../../test/fake-push.js';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { PushService } from './push.service.js';
import { PushHandler } from './push.handler.js';

const FIELDS = {
  type: PushType.Keys,
  operation: 1000,
  server: 'comet-1',
  keys: ['a', 'b'],
  msg: Buffer.from('hello'),
};

it('queues a push again for the comets that its keys are at now', async () => {
  const registry = new FakeRegistry();
  const queue = new FakeQueue();
  registry.add(fakeSession('a', { comet: 'comet-2' }));
  const push = new PushService(registry, queue, new Metrics({ processMetrics: false }));
  const controller = new PushHandler(push);
  await controller.reroute({ task: pushTask(FIELDS), id: 'reroute-1' });
  expect(queue.published).toMatchObject([{ server: 'comet-2', keys: ['a'], operation: 1000, msg: 'hello' }]);
  expect(queue.published[0]!.messageId).toMatch(/^reroute-1\//);
  // Not in the way of a filtered one, and kept where it is for all.
  expect(queue.published[0]!.unfiltered).toBe(false);
  await controller.reroute({ task: pushTask({ ...FIELDS, unfiltered: true }), id: 'reroute-3' });
  expect(queue.published[1]).toMatchObject({ keys: ['a'], unfiltered: true });
  await expect(controller.reroute({ task: null, id: 'reroute-2' })).rejects.toThrow('task is missing');
});
