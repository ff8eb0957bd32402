import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import type { AcceptedPush, DeliveredMessage, DispatchedTask, SessionKey } from '#contracts';
import { FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import type { HistoryService } from '../history/history.service.js';
import type { CometClient } from '../nodes/comet-client.js';
import { ReceiptStore } from '../receipts/receipt-store.js';
import type { ReceiptsService } from '../receipts/receipts.service.js';
import { ExplainService } from './explain.service.js';

const MESSAGE = '7:2048';
const KEY = 'k' as SessionKey;
/** What goim v1 pushes with; its clients name no operations. */
const V1_OPERATION = 5;
const BEGUN_AT = 5_000;
const STORED_AT = 10_000;

let receipts: ReceiptStore;
let isKept: boolean;
/** Comets that do not answer. */
let hung: Set<string>;
let service: ExplainService;

beforeEach(() => {
  receipts = new ReceiptStore();
  isKept = false;
  hung = new Set();
  const registry = new FakeRegistry();
  registry.add(fakeSession(KEY, { mid: 101, comet: 'c1', since: BEGUN_AT }));
  const kept = { target: 'mid:101', operation: V1_OPERATION, time: STORED_AT };
  const history = { ifKept: () => Promise.resolve(isKept ? kept : undefined), isKeptFor: () => Promise.resolve(false) };
  const now = { version: 1, pendingBytes: 0, silentFor: 0, quiet: false, slow: false };
  const live = { mid: 101, roomID: '', joined: [], accepts: [], ...now };
  const comets = {
    session: (comet: string) =>
      hung.has(comet)
        ? Promise.reject(new Error('it hangs'))
        : Promise.resolve({ since: 0, events: [], live: comet === 'c1' ? live : null, reached: 2_048 }),
  };
  service = new ExplainService(
    history as unknown as HistoryService,
    { newestEpoch: 7, factsOf: (message: string) => receipts.get(message) } as unknown as ReceiptsService,
    registry,
    { all: () => ['c1', 'c2'].map((id) => ({ id })) } as unknown as NodeDirectory,
    comets as unknown as CometClient,
  );
});

function accept(more: Partial<AcceptedPush> = {}): void {
  const push = { messages: [MESSAGE], targets: ['mid:101'], comets: [], sessions: 2, offline: 0, expires: 0 };
  const accepted = { ...push, time: STORED_AT, operation: V1_OPERATION, unfiltered: true, ...more };
  receipts.take({ accepted: [accepted], dispatched: [], delivered: [] });
}

function dispatch(how: string, shares: DispatchedTask['shares'] = []): void {
  const task = { message: MESSAGE, time: STORED_AT, outcome: how, reason: '', shares };
  receipts.take({ accepted: [], dispatched: [task], delivered: [] });
}

function deliver(comet: string, more: Partial<DeliveredMessage>): void {
  const counts = { targeted: 0, written: 0, waiting: 0, notAccepted: 0, slow: 0, gone: 0, repeated: 0 };
  const news = { message: MESSAGE, comet, time: STORED_AT, done: true, ...counts, ...more };
  receipts.take({ accepted: [], dispatched: [], delivered: [news] });
}

async function outcome(): Promise<string> {
  return (await service.explain({ key: KEY, message: MESSAGE })).outcome;
}

describe('a push of goim v1, which is for all whom it names, whatever they accept', () => {
  it('is not taken for one that the session did not accept where the history alone has it, which does not keep that', async () => {
    isKept = true;
    const { outcome: found, explanation } = await service.explain({ key: KEY, message: MESSAGE });
    expect(found).toBe('unknown');
    expect(explanation).toContain('did not accept operation 5');
  });

  it.each([
    ['was written by its receipt', true, 'written'],
    ['was not accepted, by its receipt, where it came by goim v2', false, 'operation-not-accepted'],
  ])('%s', async (_, unfiltered, expected) => {
    isKept = true;
    accept({ unfiltered });
    expect(await outcome()).toBe(expected);
  });
});

describe('a push that was handed to comets, one of which hung, and expired when it was tried again', () => {
  const shares = ['c1', 'c2'].map((comet) => ({ comet, sessions: 1 }));

  it('was written where the comet of the session has told so', async () => {
    accept();
    dispatch('failed', shares);
    deliver('c1', { targeted: 1, written: 1 });
    dispatch('expired');
    hung.add('c2');
    const { outcome: found, evidence } = await service.explain({ key: KEY, message: MESSAGE });
    expect(found).toBe('written');
    expect(evidence).toContainEqual(expect.objectContaining({ what: 'receipt', where: 'c1' }));
  });

  it('is unknown where the comet of the session hangs, which delivers it when it wakes', async () => {
    accept();
    dispatch('failed', [{ comet: 'c1', sessions: 1 }]);
    dispatch('expired');
    hung.add('c1');
    expect(await outcome()).toBe('unknown');
  });

  it('has expired where no try came in time', async () => {
    accept();
    dispatch('expired');
    expect(await outcome()).toBe('expired');
  });
});
