import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { jetstream } from '@nats-io/jetstream';
import { AckedPublisher, type Bus } from '#bus';
import { LiveConfig } from '#config';
import {
  DEAD_LETTER_STREAM,
  encodeGroup,
  messageId,
  PUSH_STREAM,
  PushTask,
  PushType,
  subjects,
  pushTask,
} from '#contracts';
import { Broker, Changes, eventually } from '#test-support';
import { Misses, type SendingLease } from '../../apps/job/src/comets/comet-link.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { Dispatcher } from '../../apps/job/src/dispatch/dispatcher.js';
import type { ReceivedTask } from '../../apps/job/src/dispatch/received-task.js';
import { JobModule } from '../../apps/job/src/job.module.js';

const HEARD_WITHIN_MS = 30_000;

/** A team's own consumer of tasks, as docs/extending.md tells of it. */
class AuditingDispatcher extends Dispatcher {
  readonly bodies: string[] = [];
  readonly ids: number[] = [];
  readonly forgotten: number[] = [];
  readonly batches: { readonly misses: Misses; readonly lease: SendingLease }[] = [];
  /** What happens while a task `broken` is sent for the first time. */
  breaks: () => Promise<unknown> = async () => undefined;
  /** Some comet has answered for what is late. */
  answer!: () => void;
  private readonly changes = new Changes(() => this.bodies.join(', '));
  private readonly answered = new Promise<void>((resolve) => (this.answer = resolve));

  override async dispatch(tasks: readonly ReceivedTask[], lease: SendingLease): Promise<Misses> {
    // Without a comet each task would wait; this one takes all but those that it is told to miss.
    const misses = new Misses();
    this.batches.push({ misses, lease });
    for (const { task, id } of tasks) {
      const body = Buffer.from(task.msg).toString();
      this.bodies.push(body);
      this.ids.push(id);
      if (body === 'never taken') misses.note(id, 'not at all');
      if (body === 'missed' && this.bodies.filter((one) => one === body).length === 1) misses.note(id, 'not yet');
      if (body === 'broken' && this.bodies.filter((one) => one === body).length === 1) await this.breaks();
      if (body === 'waits') {
        this.changes.notify();
        return super.dispatch(tasks, lease);
      }
      if (body === 'late') misses.late = { ids: new Set([id]), end: this.answered };
    }
    this.changes.notify();
    return misses;
  }

  override forget(task: ReceivedTask, lease: SendingLease): void {
    this.forgotten.push(task.id);
    super.forget(task, lease);
  }

  async hears(count: number): Promise<readonly string[]> {
    await this.changes.until(`${count} tasks came`, HEARD_WITHIN_MS, () => this.bodies.length >= count);
    return this.bodies;
  }
}

let broker: Broker;
/** Not the app's, which closes its own. */
let other: Bus;
let bus: Bus;
let app: INestApplication;
let dispatcher: AuditingDispatcher;
let publisher: AckedPublisher;

beforeEach(async () => {
  broker = await Broker.start();
  other = await broker.connect();
  bus = await broker.connect();
  const live = LiveConfig.still(JobConfig, {
    queue: { partitions: 2, retryDelay: '10ms' },
    dispatch: { waitForComet: '10m' },
  });
  app = await NestFactory.create(JobModule.forRoot(live, bus, AuditingDispatcher), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.init();
  dispatcher = app.get(Dispatcher);
  publisher = new AckedPublisher(other, 30_000, { current: { maxPending: 100 } });
});
afterEach(async () => {
  await app.close();
  await broker.stop();
});

function encoded(body: string): Uint8Array {
  const task = pushTask({ type: PushType.Room, operation: 1000, room: 'live://1', msg: Buffer.from(body) });
  return PushTask.encode(task).finish();
}

async function queue(partition: number, body: string): Promise<void> {
  await publisher.publish(subjects.pushPartition(partition), encoded(body));
}

/** @returns the group's sequence */
async function queueGroup(...tasks: readonly Uint8Array[]): Promise<number> {
  return (await publisher.publish(subjects.pushPartition(0), encodeGroup(tasks))).sequence;
}

/** The server works acknowledgements behind the connection by which they come. */
async function untilStored(stream: string, messages: number): Promise<void> {
  const { streams } = await jetstream(other.connection).jetstreamManager();
  await eventually(`${stream} has ${messages} messages`, HEARD_WITHIN_MS, async () => {
    expect((await streams.info(stream)).state.messages).toBe(messages);
  });
}

describe('the push queue, with a dispatcher of a team', () => {
  it('hands over every task, in the order of its partition, and drops it once it was dispatched', async () => {
    for (const body of ['1', '2', '3']) await queue(0, body);
    expect(await dispatcher.hears(3)).toEqual(['1', '2', '3']);
    await app.close();
    await untilStored(PUSH_STREAM, 0);
  });

  it('hands a task that was missed over again', async () => {
    await queue(1, 'missed');
    expect(await dispatcher.hears(2)).toEqual(['missed', 'missed']);
    await app.close();
    await untilStored(PUSH_STREAM, 0);
  });

  it('hands over again what was sent when the connection broke: the bus may have taken none of it', async () => {
    dispatcher.breaks = async () => {
      const back = once(bus, 'reconnect');
      await bus.connection.reconnect();
      await back;
    };
    await queue(0, 'broken');
    expect(await dispatcher.hears(2)).toEqual(['broken', 'broken']);
    await app.close();
    await untilStored(PUSH_STREAM, 0);
  });

  it('goes on where some comet takes its time for a task, which it drops when the comet has answered', async () => {
    await queue(0, 'late');
    await dispatcher.hears(1);
    await queue(0, 'behind');
    expect(await dispatcher.hears(2)).toEqual(['late', 'behind']);
    // What is behind is dropped, and then what was late.
    await untilStored(PUSH_STREAM, 1);
    dispatcher.answer();
    await untilStored(PUSH_STREAM, 0);
  });

  // The bus may have taken none of it: it came a second time, and behind what is newer.
  it('hands what was late over again before anything newer where the connection broke', async () => {
    await queue(0, 'late');
    await dispatcher.hears(1);
    const back = once(bus, 'reconnect');
    await bus.connection.reconnect();
    await back;
    await queue(0, 'newer');
    expect(await dispatcher.hears(3)).toEqual(['late', 'late', 'newer']);
    dispatcher.answer();
    await untilStored(PUSH_STREAM, 0);
  });

  // It was left in the queue, and the next job sent it again to a legacy comet that had it.
  it('drops what was late also where the comet answers while this job ends, and nothing that it missed', async () => {
    await queue(0, 'late');
    await queue(1, 'late');
    await dispatcher.hears(2);
    dispatcher.batches[1]!.misses.note(dispatcher.ids[1]!, 'not taken');
    const closed = app.close();
    await eventually('the work is over', HEARD_WITHIN_MS, () => {
      expect(dispatcher.batches.map(({ lease }) => lease.isValid())).toEqual([false, false]);
    });
    dispatcher.answer();
    await closed;
    await untilStored(PUSH_STREAM, 1);
  });

  it('hands over the tasks of a group in their order, each with an id of its own, among tasks that are alone', async () => {
    await queue(0, '1');
    const sequence = await queueGroup(...['2', '3', '4'].map(encoded));
    await queue(0, '5');
    expect(await dispatcher.hears(5)).toEqual(['1', '2', '3', '4', '5']);
    expect(dispatcher.ids.slice(1, 4)).toEqual([0, 1, 2].map((position) => Number(messageId(sequence, position))));
    await app.close();
    await untilStored(PUSH_STREAM, 0);
  });

  it('hands what was missed of a group over again, and no other task of it', async () => {
    await queueGroup(...['1', 'missed', '3'].map(encoded));
    expect(await dispatcher.hears(4)).toEqual(['1', 'missed', '3', 'missed']);
    await app.close();
    await untilStored(PUSH_STREAM, 0);
  });

  it('makes a dead letter of what is no task in a group, which can be queued again by itself', async () => {
    const sequence = await queueGroup(encoded('1'), Buffer.from('no task'), encoded('3'));
    expect(await dispatcher.hears(2)).toEqual(['1', '3']);
    await app.close();
    await untilStored(PUSH_STREAM, 0);
    const manager = await jetstream(other.connection).jetstreamManager();
    const letter = await manager.streams.getMessage(DEAD_LETTER_STREAM, { seq: 1 });
    expect(letter?.string()).toBe('no task');
    expect(letter?.header.get('Goim-Message-Id')).toBe(String(messageId(sequence, 1)));
  });

  // What was sent last may have been lost with the connection: the group came again for what is no task alone.
  it('hands a group over again where the connection broke while a dead letter of it was written', async () => {
    const publish = bus.publish.bind(bus);
    let isFirst = true;
    bus.publish = (subject, ...more) => {
      if (subject.startsWith('goim.dead.') && isFirst) {
        isFirst = false;
        void bus.connection.reconnect();
      } else publish(subject, ...more);
    };
    await queueGroup(encoded('1'), Buffer.from('no task'), encoded('3'));
    expect(await dispatcher.hears(4)).toEqual(['1', '3', '1', '3']);
    await untilStored(DEAD_LETTER_STREAM, 1);
    await untilStored(PUSH_STREAM, 0);
  });

  // Each dead letter waited for the one before it, and the partition for all of them.
  it('writes the dead letters of a batch at the same time, where none of them is stored', async () => {
    const publish = bus.publish.bind(bus);
    let letters = 0;
    const tried = new Changes(() => `${letters} letters`);
    bus.publish = (subject, ...more) => {
      if (!subject.startsWith('goim.dead.')) return publish(subject, ...more);
      letters++;
      tried.notify();
    };
    await queueGroup(...Array.from({ length: 20 }, () => Buffer.from('no task')));
    await tried.until('all were tried', HEARD_WITHIN_MS, () => letters >= 20);
    expect(letters).toBe(20);
    bus.publish = publish;
    await untilStored(DEAD_LETTER_STREAM, 20);
  });

  it('keeps nothing for the next try of what it has given up', async () => {
    const sequence = await queueGroup(...['1', 'never taken', 'missed'].map(encoded));
    await untilStored(PUSH_STREAM, 0);
    expect(dispatcher.forgotten).toEqual([Number(messageId(sequence, 1))]);
  });

  // The partition stood still for the 2 s that each takes to come to nothing.
  it('goes on while a dead letter is not stored, and stores it later', async () => {
    const publish = bus.publish.bind(bus);
    const tried = new Promise<void>((resolve) => {
      bus.publish = (subject, ...more) => {
        if (subject.startsWith('goim.dead.')) resolve();
        else publish(subject, ...more);
      };
    });
    await queueGroup(encoded('1'), Buffer.from('no task'));
    await tried;
    const began = performance.now();
    await queue(0, '2');
    expect(await dispatcher.hears(2)).toEqual(['1', '2']);
    expect(performance.now() - began).toBeLessThan(1_000);
    bus.publish = publish;
    await untilStored(DEAD_LETTER_STREAM, 1);
    await untilStored(PUSH_STREAM, 0);
    expect(dispatcher.bodies).toEqual(['1', '2']);
  });

  // A job that had been pushed to while no comet was there ended with an error, since it was still waiting after 10 s.
  it('waits for no comet where it is to end, and leaves what waited in the queue', async () => {
    await queue(0, 'waits');
    expect(await dispatcher.hears(1)).toEqual(['waits']);
    await app.close();
    await untilStored(PUSH_STREAM, 1);
  });

  it('makes what is no task a dead letter, and goes on with the rest', async () => {
    await publisher.publish(subjects.pushPartition(0), Buffer.from('no task'));
    await queue(0, 'next');
    expect(await dispatcher.hears(1)).toEqual(['next']);
    await untilStored(DEAD_LETTER_STREAM, 1);
  });
});
