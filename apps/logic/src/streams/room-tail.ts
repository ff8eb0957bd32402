import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { Bus, type BusMessage } from '#bus';
import { AppError, PushRoomMessage, subjects, type RoomKey } from '#contracts';
import { readFrames } from '#protocol';
import type { EventStream } from './event-stream.js';
import type { TailedMessage } from './tail.schema.js';

const MESSAGE = 'message';
/** A client that is near would take whatever there is, and logic has pushes to take. */
const MAX_PER_SECOND = 500;
/** Whatever NATS takes. */
const LONGEST_BODY = 0x7fff_ffff;

/** The messages of rooms, as jobs send them to the comets: heard at NATS beside them, while somebody looks on. */
@Injectable()
export class RoomTail {
  constructor(private readonly bus: Bus) {}

  /**
   * Resolves when everything that is sent to the room from now on is told.
   *
   * @returns ends it
   * @throws AppError `unavailable` while NATS is away, or does not let logic hear rooms
   */
  async follow(room: RoomKey, stream: EventStream): Promise<() => void> {
    let isDenied = false;
    const subscription = this.bus.subscribe(subjects.room(room), (message) => tell(message, stream), {
      onDenied: () => (isDenied = true),
    });
    const onReconnect = (): void => stream.leaveOut(MESSAGE, { isUnknown: true });
    this.bus.on('reconnect', onReconnect);
    const stop = (): void => {
      this.bus.off('reconnect', onReconnect);
      subscription.unsubscribe();
    };
    try {
      // The server answers in turn: what it denies comes before.
      await this.bus.flush();
      if (isDenied) {
        throw new AppError('unavailable', 'the permissions at NATS do not let logic hear rooms (goim.room.*)');
      }
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }
}

function tell({ data }: BusMessage, stream: EventStream): void {
  const { proto, epoch, ids } = PushRoomMessage.decode(data);
  if (!proto || proto.body.length === 0) return;
  const packets = Buffer.from(proto.body.buffer, proto.body.byteOffset, proto.body.byteLength);
  const time = Date.now();
  for (const [place, { op, body }] of readFrames(packets, LONGEST_BODY).entries()) {
    stream.offer(MESSAGE, MAX_PER_SECOND, (): TailedMessage => {
      const encoding = isUtf8(body) ? 'utf8' : 'base64';
      const id = ids[place];
      return {
        id: id ? String(id) : null,
        epoch: id ? String(epoch) : null,
        time,
        operation: op,
        body: body.toString(encoding),
        encoding,
      };
    });
  }
}
