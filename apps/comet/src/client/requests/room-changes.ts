import type { Live } from '#config';
import { isUsableKey, MAX_KEY_BYTES, type RoomKey } from '#contracts';
import { FrameError, Operation, textOf, type Frame } from '#protocol';
import type { Hub, RoomInterest } from '../../hub/hub.js';
import type { AuthenticatedClient } from '../authenticated-client.js';
import type { ClientConnection } from '../client-connection.js';
import type { Action, Rights } from './rights.js';

/** What a client asks of its rooms: another primary room, and extra rooms to join and to leave. */
export class RoomChanges {
  constructor(
    private readonly hub: Hub<ClientConnection>,
    private readonly rooms: RoomInterest,
    private readonly rights: Rights,
    private readonly limits: Live<{
      /** Extra rooms of one client. */
      readonly maxRooms: number;
    }>,
  ) {}

  /** @throws FrameError where no room can have such a key */
  change(client: AuthenticatedClient, frame: Frame): void {
    const room = roomIn(frame);
    if (room === undefined) throw new FrameError('bad-body', `a room key has at most ${MAX_KEY_BYTES} bytes of UTF-8`);
    this.whenAllowed(client, 'join', room, frame, Operation.ChangeRoomReply, (allowed) => {
      this.whenReady(client, room, allowed, (copied) => {
        changed(client, this.hub.move(client.channel, room), copied, Operation.ChangeRoomReply);
      });
    });
  }

  join(client: AuthenticatedClient, frame: Frame): void {
    const room = roomIn(frame);
    if (!room) {
      client.refuse(frame, Operation.JoinRoomReply, 'bad-room');
      return;
    }
    const refusal = this.refusalOfJoining(client, room);
    if (refusal) {
      client.refuse(frame, Operation.JoinRoomReply, refusal);
      return;
    }
    this.whenAllowed(client, 'subscribe', room, frame, Operation.JoinRoomReply, (allowed) => {
      this.whenReady(client, room, allowed, (copied) => {
        // An operator may have put the client into rooms while the room was made ready.
        const late = this.refusalOfJoining(client, room);
        if (late) client.refuse(copied, Operation.JoinRoomReply, late);
        else changed(client, this.hub.join(client.channel, room), copied, Operation.JoinRoomReply);
      });
    });
  }

  leave(client: AuthenticatedClient, frame: Frame): void {
    const room = roomIn(frame);
    if (!room) client.refuse(frame, Operation.LeaveRoomReply, 'bad-room');
    else changed(client, this.hub.leave(client.channel, room), frame, Operation.LeaveRoomReply);
  }

  refusalOfJoining({ channel }: AuthenticatedClient, room: RoomKey): 'too-many-rooms' | undefined {
    const isFull = channel.extraRoomKeys.length >= this.limits.current.maxRooms;
    return isFull && !this.hub.room(room)?.has(channel) ? 'too-many-rooms' : undefined;
  }

  private whenAllowed(
    client: AuthenticatedClient,
    action: Action,
    room: RoomKey | '',
    frame: Frame,
    replyOperation: number,
    enter: (frame: Frame) => void,
  ): void {
    if (room === '' || this.rights.isFree(client, action)) {
      enter(frame);
      return;
    }
    client.gate.hold();
    const copied = { ...frame, body: Buffer.from(frame.body) };
    this.rights
      .refusalOf(client, action, room)
      .then((refusal) => {
        if (client.isGone) return;
        if (refusal) client.refuse(copied, replyOperation, refusal.error, refusal.reason);
        else enter(copied);
      })
      .then(() => client.gate.release())
      .catch((error: unknown) => client.fail(error));
  }

  /** The pushes of a room that is new here have to be on their way before the client learns that it is in. */
  private whenReady(
    client: AuthenticatedClient,
    room: RoomKey | '',
    frame: Frame,
    enter: (frame: Frame) => void,
  ): void {
    if (room === '' || this.rooms.isReady(room)) {
      enter(frame);
      return;
    }
    client.gate.hold();
    const copied = { ...frame, body: Buffer.from(frame.body) };
    this.rooms
      .hold(room)
      .then(() => {
        if (!client.isGone) enter(copied);
        this.rooms.drop(room);
        client.gate.release();
      })
      .catch((error: unknown) => client.fail(error));
  }
}

/** The room key that a frame's body is; '' = none. @returns undefined where no room can have such a key */
function roomIn({ body }: Frame): RoomKey | '' | undefined {
  const room = textOf(body);
  return room === '' || (room !== undefined && isUsableKey(room)) ? (room as RoomKey | '') : undefined;
}

/** Answers the client, and has logic know where its rooms are others now. */
function changed(client: AuthenticatedClient, isChange: boolean, frame: Frame, replyOperation: number): void {
  client.reply(frame, replyOperation, frame.body);
  if (isChange) void client.renewal.renew();
}
