import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { NobodyListens, type NodeDirectory } from '#bus';
import { AppError, Disconnects, type CloseRequest, type CometId } from '#contracts';
import { Metrics } from '#observability';
import { fakeSession } from '../../test/fake-sessions.js';
import { CometClient } from '../nodes/comet-client.js';
import { SessionCloser } from './session-closer.js';

const SESSION = fakeSession('k', { comet: 'comet-1', connection: 3 });

class FakeDirectory extends EventEmitter {
  readonly comets = new Set<string>(['comet-1']);

  has(comet: CometId): boolean {
    return this.comets.has(comet);
  }
}

let directory: FakeDirectory;
let metrics: Metrics;
let asked: [subject: string, request: CloseRequest][];
let answer: () => { has: boolean };
let closer: SessionCloser;

beforeEach(() => {
  directory = new FakeDirectory();
  metrics = new Metrics({ processMetrics: false });
  asked = [];
  answer = () => ({ has: true });
  const client = new CometClient({
    call: async ({ subject }, request) => {
      asked.push([subject, request as CloseRequest]);
      return answer() as never;
    },
  });
  closer = new SessionCloser(client, directory as unknown as NodeDirectory, metrics);
});

async function count(outcome: string): Promise<boolean> {
  return (await metrics.expose()).includes(`goim_session_closes_total{reason="replaced",outcome="${outcome}"} 1`);
}

describe('a session that is to be closed', () => {
  it('is closed by its comet, and no other connection with its key', async () => {
    await closer.close(SESSION, Disconnects.replaced);
    expect(asked).toEqual([['goim.comet.comet-1.close', { key: 'k', connection: 3, reason: 'replaced', message: '' }]]);
    expect(await count('closed')).toBe(true);
  });

  it('may be gone already', async () => {
    answer = () => ({ has: false });
    await closer.close(SESSION, Disconnects.replaced);
    expect(await count('not-there')).toBe(true);
  });

  it('ended with its comet where that has gone', async () => {
    directory.comets.clear();
    await closer.close(SESSION, Disconnects.replaced);
    expect(asked).toEqual([]);
    expect(await count('comet-gone')).toBe(true);
  });

  it('of a comet that numbers no connections is left: it could be any', async () => {
    await closer.close({ ...SESSION, connection: 0 }, Disconnects.replaced);
    expect(asked).toEqual([]);
    expect(await count('unsupported')).toBe(true);
  });

  it('is counted where the comet does not answer, and nothing is thrown', async () => {
    Logger.overrideLogger(false);
    answer = () => {
      throw new AppError('unavailable', 'no answer');
    };
    await closer.close(SESSION, Disconnects.replaced);
    expect(await count('unanswered')).toBe(true);
    await closer.close(SESSION, Disconnects.replaced);
    expect(asked).toHaveLength(2);
  });

  it('is not asked for of a comet for which nobody answered just now: it has died, and many of its clients are back', async () => {
    Logger.overrideLogger(false);
    answer = () => {
      throw new NobodyListens('goim.comet.comet-1.close');
    };
    for (let n = 0; n < 5; n++) await closer.close(SESSION, Disconnects.replaced);
    expect(asked).toHaveLength(1);
    expect(await metrics.expose()).toContain('goim_session_closes_total{reason="replaced",outcome="unanswered"} 5');
    directory.emit('leave', 'comet-1');
    answer = () => ({ has: true });
    await closer.close(SESSION, Disconnects.replaced);
    expect(await count('closed')).toBe(true);
  });
});
