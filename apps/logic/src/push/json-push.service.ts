import { Injectable } from '@nestjs/common';
import type { RoomKey, SessionKey } from '#contracts';
import { SessionRegistry } from '../sessions/session-registry.js';
import type {
  BatchedPush,
  PushBatch,
  PushedBatch,
  PushedToAll,
  PushedToKeys,
  PushedToMids,
  PushedToRoom,
  PushToAll,
  PushToKeys,
  PushToMids,
  PushToRoom,
} from './push.schema.js';
import { PushService, type PushOptions } from './push.service.js';

/** Pushes as the JSON API writes them. Each method resolves when the queue holds everything. @throws AppError */
@Injectable()
export class JsonPushService {
  constructor(
    private readonly push: PushService,
    private readonly sessions: SessionRegistry,
  ) {}

  async toKeys(push: PushToKeys, options: PushOptions): Promise<PushedToKeys> {
    return this.push.toKeys(push.operation, push.keys as SessionKey[], bytesOf(push), options);
  }

  async toMids(push: PushToMids, options: PushOptions): Promise<PushedToMids> {
    return this.push.toMids(push.operation, push.mids, bytesOf(push), options);
  }

  async toRoom(push: PushToRoom, options: PushOptions): Promise<PushedToRoom> {
    const room = push.room as RoomKey;
    await this.push.toRoom(push.operation, room, bytesOf(push), options);
    return { sessions: this.sessions.roomCount(room) };
  }

  async toAll(push: PushToAll, options: PushOptions): Promise<PushedToAll> {
    await this.push.toAll(push.operation, push.speed, bytesOf(push), options);
    return { sessions: this.sessions.count };
  }

  async batch({ pushes }: PushBatch, { idempotencyKey }: PushOptions): Promise<PushedBatch> {
    const outcomes = await Promise.allSettled(
      pushes.map((push, index) =>
        this.batched(push, idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}/${index}` }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    return { accepted: pushes.length };
  }

  private batched(push: BatchedPush, options: PushOptions): Promise<object> {
    switch (push.to) {
      case 'room':
        return this.toRoom(push, options);
      case 'keys':
        return this.toKeys(push, options);
      case 'mids':
        return this.toMids(push, options);
      case 'all':
        return this.toAll(push, options);
    }
  }
}

function bytesOf({ message, encoding }: { message: string; encoding: BufferEncoding }): Buffer {
  return Buffer.from(message, encoding);
}
