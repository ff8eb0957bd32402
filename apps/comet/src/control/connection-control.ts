import type { Live } from '#config';
import {
  AppError,
  disconnectOf,
  isUsableKey,
  MAX_DISCONNECT_MESSAGE_BYTES,
  MAX_KEY_BYTES,
  withMessage,
  type ChangeRoomsReply,
  type ChangeRoomsRequest,
  type CloseRequest,
  type RoomKey,
  type SessionKey,
} from '#contracts';
import type { Hub, RoomInterest } from '../hub/hub.js';
import type { ClientChannel, ClientConnection } from '../client/client-connection.js';
import type { SessionTable } from '../client/session/session-table.js';

const GONE: ChangeRoomsReply = { has: false, roomID: '', joined: [] };

/** What others than the clients themselves do to the connections of this comet. */
export class ConnectionControl {
  constructor(
    private readonly hub: Hub<ClientConnection>,
    private readonly table: SessionTable,
    private readonly rooms: RoomInterest,
    private readonly limits: Live<{
      /** Extra rooms of one client. */
      readonly maxRooms: number;
    }>,
  ) {}

  /**
   * @returns false where there is no such connection
   * @throws AppError `invalid-argument` where the reason is no disconnect's, or the message is too long
   */
  close({ key, connection, reason, message }: CloseRequest): boolean {
    const why = disconnectOf(reason);
    if (!why) throw new AppError('invalid-argument', `reason: no disconnect is called ${JSON.stringify(reason)}`);
    if (Buffer.byteLength(message) > MAX_DISCONNECT_MESSAGE_BYTES) {
      throw new AppError('invalid-argument', `message: it may have ${MAX_DISCONNECT_MESSAGE_BYTES} bytes`);
    }
    const found = this.connectionOf(key as SessionKey, connection);
    found?.close(withMessage(why, message));
    return found !== undefined;
  }

  /**
   * Takes the connection of a key out of rooms, and makes others its extra rooms; all of it or nothing. Resolves when
   * logic was notified, or could not be.
   *
   * @throws AppError `invalid-argument` where a room's key can't be one, or they would be more than a client may have
   */
  async changeRooms(request: ChangeRoomsRequest): Promise<ChangeRoomsReply> {
    const join = request.join as RoomKey[];
    const leave = request.leave as RoomKey[];
    for (const room of [...join, ...leave]) {
      if (!isUsableKey(room)) throw new AppError('invalid-argument', `room: 1 to ${MAX_KEY_BYTES} bytes are expected`);
    }
    const channel = this.hub.channel(request.key as SessionKey);
    if (!channel) return GONE;
    this.assertRoomFor(channel, join, leave);
    await Promise.all(join.map((room) => this.rooms.hold(room)));
    try {
      if (this.hub.channel(channel.key) !== channel) return GONE;
      // The client itself may have changed its rooms meanwhile.
      this.assertRoomFor(channel, join, leave);
      const left = leave.filter((room) => this.hub.leave(channel, room));
      const joined = join.filter((room) => this.hub.join(channel, room));
      if (left.length + joined.length > 0) await channel.outlet.session.roomsChanged();
      return { has: true, roomID: channel.primaryRoomKey, joined: channel.extraRoomKeys };
    } finally {
      for (const room of join) this.rooms.drop(room);
    }
  }

  private assertRoomFor(channel: ClientChannel, join: readonly RoomKey[], leave: readonly RoomKey[]): void {
    const after = new Set(channel.extraRoomKeys);
    for (const room of leave) after.delete(room);
    for (const room of join) if (room !== channel.primaryRoomKey || leave.includes(room)) after.add(room);
    if (after.size <= this.limits.current.maxRooms) return;
    throw new AppError(
      'invalid-argument',
      `join: a client may be in ${this.limits.current.maxRooms} rooms beside its one, and would be in ${after.size}`,
    );
  }

  private connectionOf(key: SessionKey, number: number): Pick<ClientConnection, 'close'> | undefined {
    const connection = this.hub.channel(key)?.outlet;
    if (number === 0 || connection?.id === number) return connection;
    // Logic may know a session before this comet has its answer.
    return this.table.beingAuthenticated(number)?.connection;
  }
}
