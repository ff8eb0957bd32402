import type { FakeComet, FakeSocket } from '../../../test/support/fake-comet.js';

interface TokenRooms {
  readonly primary: string;
  readonly extra?: readonly string[];
  /** Without one, the comet says nothing of where its targets are. */
  readonly hasHistory?: boolean;
}

const target = (room: string): string => `room:${room}`;

/**
 * Has a comet keep who is in which room, as a real one does: another primary room takes a client out of the earlier one, which is the
 * token's at first, and a room that the client is not in is forbidden to it.
 */
export function keepRooms(comet: FakeComet, { primary, extra = [], hasHistory = true }: TokenRooms): void {
  const primaries = new WeakMap<FakeSocket, string>();
  comet.answer((request, socket) => {
    const { op, seq, body } = request;
    if (op === 7) {
      primaries.set(socket, primary);
      if (hasHistory) return false;
      socket.targets = [primary, ...extra].map(target);
      socket.reply(8, seq, { key: 'k', mid: 1, heartbeat: 480, cursors: {} });
      return true;
    }
    if (op === 12) {
      const { room } = JSON.parse(body) as { room: string };
      const before = primaries.get(socket);
      if (before !== undefined && before !== room) socket.live.delete(target(before));
      primaries.set(socket, room);
    }
    if ((op === 12 || op === 18) && !hasHistory) {
      const { room } = JSON.parse(body) as { room: string };
      socket.reply(op + 1, seq, { room });
      socket.live.add(target(room));
      return true;
    }
    if (op !== 22) return false;
    const cursors = Object.entries((JSON.parse(body) as { cursors: Record<string, string> }).cursors);
    const isIn = (of: string): boolean => socket.live.has(of) || socket.targets.includes(of) || !of.startsWith('room:');
    const forbidden = cursors.filter(([of]) => !isIn(of)).map(([of]) => [of, { verdict: 'forbidden' }]);
    const reply = socket.reply.bind(socket);
    socket.reply = (replyOp, _, said) => {
      const { targets } = said as { targets: object };
      reply(replyOp, seq, { targets: { ...targets, ...Object.fromEntries(forbidden) } });
    };
    const readable = Object.fromEntries(cursors.filter(([of]) => isIn(of)));
    comet.serve({ op, seq, body: JSON.stringify({ cursors: readable }) }, socket);
    socket.reply = reply;
    return true;
  });
}
