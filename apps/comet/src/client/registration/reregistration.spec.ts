import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#test-support';
import { SessionFixture } from '../../../test/session-fixture.js';
import { Reregistration } from './reregistration.js';

const REGISTERED_WITHIN_MS = 30_000;

let comet: SessionFixture;
let reregistration: Reregistration;
let lose: (since: number) => void;
let ended: boolean;

beforeEach(() => {
  comet = new SessionFixture();
  ended = false;
  reregistration = new Reregistration(
    comet.table,
    (lost) => {
      lose = lost;
      return () => {
        ended = true;
      };
    },
    () => comet.clock.now(),
  );
  reregistration.onApplicationBootstrap();
});

function registered(): string[] {
  return comet.logic.calls.filter(({ name }) => name === 'heartbeat').map(({ request }) => String(request['key']));
}

describe('Reregistration', () => {
  it('registers every session again when the registry has lost them, and no connection that is not let in', async () => {
    await comet.authenticated({ key: 'a' });
    await comet.authenticated({ key: 'b' });
    comet.client();
    lose(-Infinity);
    await eventually('both are registered', REGISTERED_WITHIN_MS, () =>
      expect(registered().toSorted()).toEqual(['a', 'b']),
    );
    reregistration.beforeApplicationShutdown();
    expect(ended).toBe(true);
  });

  it('tries again where logic does not answer', async () => {
    await comet.authenticated({ key: 'a' });
    comet.logic.fail('heartbeat', 'unavailable');
    lose(-Infinity);
    await eventually('it was tried', REGISTERED_WITHIN_MS, () => expect(registered()).toEqual(['a']));
    comet.logic.fail('heartbeat', undefined);
    await eventually('it was tried again', REGISTERED_WITHIN_MS, () => expect(registered()).toEqual(['a', 'a']));
  });

  it('registers a client as well that was being let in meanwhile: logic may have stored it before the loss', async () => {
    comet.logic.hold('connect');
    const client = comet.client();
    const letIn = client.authenticate();
    await eventually('logic was asked', REGISTERED_WITHIN_MS, () => comet.logic.calls.length > 0);
    comet.clock.advance(1);
    lose(-Infinity);
    comet.logic.calls[0]!.answer({ key: 'late' });
    await letIn;
    await eventually('it is registered', REGISTERED_WITHIN_MS, () => expect(registered()).toEqual(['late']));
  });

  it('registers those alone that changed since then where the registry may lack what was stored last', async () => {
    await comet.authenticated({ key: 'old' });
    const moving = await comet.authenticated({ key: 'moving' });
    comet.clock.advance(60_000);
    const since = comet.clock.now();
    await comet.authenticated({ key: 'new' });
    await moving.session.roomsChanged();
    const before = registered();
    expect(before).toEqual(['moving']);
    comet.clock.advance(60_000);
    lose(since);
    await eventually('both are registered', REGISTERED_WITHIN_MS, () =>
      expect(registered().slice(before.length).toSorted()).toEqual(['moving', 'new']),
    );
  });
});
