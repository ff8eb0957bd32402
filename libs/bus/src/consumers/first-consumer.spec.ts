import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ConsumerInfo } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import type { Bus } from '../connection/bus.js';
import { FirstConsumer } from './first-consumer.js';

/** JetStream, and the connection to it: what was asked for, in order. */
class FakeJetStream {
  readonly asked: {
    answer: (info: ConsumerInfo) => void;
    fail: (error: Error) => void;
    deliver: (body: string) => void;
    endSubscription: () => void;
    isListening: boolean;
  }[] = [];

  /** Of the bus. */
  readonly errors: Error[] = [];

  readonly bus = {
    emit: (_event: string, error: Error) => this.errors.push(error),
    newInbox: () => '_INBOX.one',
    connection: {
      subscribe: (_inbox: string, { callback }: { callback: (error: null, msg: unknown) => void }) => {
        let ended!: () => void;
        const closed = new Promise<void>((resolve) => (ended = resolve));
        const one = { isListening: true, deliver: (body: string) => callback(null, body) };
        const unsubscribe = (): void => {
          one.isListening = false;
          ended();
        };
        this.asked.push(Object.assign(one, { endSubscription: unsubscribe }) as never);
        return { closed, unsubscribe };
      },
    },
  } as unknown as Bus;

  readonly make = (): Promise<ConsumerInfo> =>
    new Promise((answer, fail) => Object.assign(this.asked.at(-1)!, { answer, fail }));

  get listening(): number[] {
    return this.asked.flatMap(({ isListening }, index) => (isListening ? index : []));
  }
}

const info = (name: string): ConsumerInfo => ({ name }) as ConsumerInfo;

let jetStream: FakeJetStream;
let heard: string[];
let consumer: FirstConsumer;

beforeEach(() => {
  jest.useFakeTimers();
  jetStream = new FakeJetStream();
  heard = [];
  consumer = new FirstConsumer(jetStream.bus, jetStream.make, (msg: Msg) => heard.push(msg as unknown as string));
});

afterEach(() => {
  jest.useRealTimers();
});

describe('FirstConsumer', () => {
  it('asks once where JetStream answers soon', async () => {
    const opened = consumer.open();
    jest.advanceTimersByTime(100);
    jetStream.asked[0]!.answer(info('a'));
    await expect(opened).resolves.toEqual(info('a'));
    expect(jest.getTimerCount()).toBe(0);
    expect(jetStream.asked).toHaveLength(1);
    jetStream.asked[0]!.deliver('1');
    expect(heard).toEqual(['1']);
  });

  // Two of three are at the server that is gone: each had to be given up before the next one was asked for.
  it('asks for others beside those that are not answered, each a little later, and takes the first that is', async () => {
    const opened = consumer.open();
    const askedBy = [0, 149, 150, 375, 711].map((ms, index, all) => {
      jest.advanceTimersByTime(ms - (all[index - 1] ?? 0));
      return jetStream.asked.length;
    });
    expect(askedBy).toEqual([1, 1, 2, 3, 3]);
    jetStream.asked[1]!.answer(info('second'));
    await expect(opened).resolves.toEqual(info('second'));
    expect(jetStream.listening).toEqual([1]);
    jetStream.asked[0]!.answer(info('late'));
    jetStream.asked[0]!.deliver('of the late one');
    jetStream.asked[1]!.deliver('of the second');
    await Promise.resolve();
    expect([heard, jetStream.listening]).toEqual([['of the second'], [1]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('takes one that delivers before JetStream has answered', async () => {
    const opened = consumer.open();
    jest.advanceTimersByTime(200);
    jetStream.asked[1]!.deliver('1');
    jetStream.asked[0]!.deliver('of the other');
    jetStream.asked[0]!.answer(info('other'));
    jetStream.asked[1]!.answer(info('b'));
    await expect(opened).resolves.toEqual(info('b'));
    expect(heard).toEqual(['1']);
  });

  // It ended the connection's reader: an app heard nothing any more, of anything, until the server found out.
  it('reports what its listener throws as an error of the bus, and goes on', async () => {
    const fault = new URIError('URI malformed');
    consumer = new FirstConsumer(jetStream.bus, jetStream.make, (msg: Msg) => {
      if ((msg as unknown as string) === 'odd') throw fault;
      heard.push(msg as unknown as string);
    });
    const opened = consumer.open();
    jetStream.asked[0]!.answer(info('a'));
    await opened;
    for (const body of ['1', 'odd', '2']) jetStream.asked[0]!.deliver(body);
    expect([heard, jetStream.errors, jetStream.listening]).toEqual([['1', '2'], [fault], [0]]);
  });

  it('fails as the first one that fails while none is taken, and later ones change nothing', async () => {
    const refused = consumer.open();
    jest.advanceTimersByTime(200);
    jetStream.asked[1]!.fail(new Error('no such stream'));
    await expect(refused).rejects.toThrow('no such stream');
    expect([jetStream.listening, jest.getTimerCount()]).toEqual([[], 0]);

    consumer = new FirstConsumer(jetStream.bus, jetStream.make, () => undefined);
    const opened = consumer.open();
    jest.advanceTimersByTime(200);
    jetStream.asked[3]!.answer(info('d'));
    await expect(opened).resolves.toEqual(info('d'));
    jetStream.asked[2]!.fail(new Error('timeout'));
    await Promise.resolve();
    expect(jetStream.listening).toEqual([3]);
  });

  it('ends with the bus, before and after it was made', async () => {
    const opened = consumer.open();
    jetStream.asked[0]!.endSubscription();
    await expect(opened).resolves.toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);

    consumer = new FirstConsumer(jetStream.bus, jetStream.make, () => undefined);
    const second = consumer.open();
    jetStream.asked[1]!.answer(info('b'));
    await second;
    jetStream.asked[1]!.endSubscription();
    await expect(consumer.closed).resolves.toBeUndefined();
  });
});
