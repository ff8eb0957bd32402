import type { FakeComet, FakeSocket } from '../../../test/support/fake-comet.js';

interface TokenRooms {
  readonly primary: string;
  readonly extra?: readonly string[];
  /** Without one, the comet says nothing of where its targets are. */
  readonly hasHistory?: boolean;
  /** Whether the welcome names the primary room, as comets of old do not. */
  readonly tellsPrimary?: boolean;
}

const target = (room: string): string => `room:${room}`;

/**
 * Has a comet keep who is in which room, as a real one does: another primary room takes a client out of the earlier one, which is the
 * token's at first, and a room that the client is not in is forbidden to it.
 */
export function keepRooms(
  comet: FakeComet,
  { primary, extra = [], hasHistory = true, tellsPrimary = true }: TokenRooms,
): void {
  const primaries = new WeakMap<FakeSocket, string>();
  const room = tellsPrimary ? primary : undefined;
  comet.answer((request, socket) => {
    const { op, seq, body } = request;
    if (op === 7) {
      primaries.set(socket, primary);
      if (hasHistory) {
        serveWith(comet, request, socket, (welcome) => socket.reply(8, seq, { ...welcome, room }));
        return true;
      }
      socket.targets = [primary, ...extra].map(target).filter((of) => of !== 'room:');
      socket.reply(8, seq, { key: 'k', mid: 1, heartbeat: 480, cursors: {}, room });
      return true;
    }
    if (op === 20 && primaries.get(socket) === body) primaries.delete(socket);
    if (op === 12) {
      const { room: to } = JSON.parse(body) as { room: string };
      const before = primaries.get(socket);
      if (before !== undefined && before !== to) socket.live.delete(target(before));
      primaries.set(socket, to);
    }
    if ((op === 12 || op === 18) && !hasHistory) {
      const { room: to } = JSON.parse(body) as { room: string };
      socket.reply(op + 1, seq, { room: to });
      socket.live.add(target(to));
      return true;
    }
    if (op !== 22) return false;
    const cursors = Object.entries((JSON.parse(body) as { cursors: Record<string, string> }).cursors);
    const isIn = (of: string): boolean => socket.live.has(of) || socket.targets.includes(of) || !of.startsWith('room:');
    const forbidden = cursors.filter(([of]) => !isIn(of)).map(([of]) => [of, { verdict: 'forbidden' }]);
    const readable = Object.fromEntries(cursors.filter(([of]) => isIn(of)));
    serveWith(comet, { op, seq, body: JSON.stringify({ cursors: readable }) }, socket, (said) => {
      const { targets } = said as { targets: object };
      socket.reply(23, seq, { targets: { ...targets, ...Object.fromEntries(forbidden) } });
    });
    return true;
  });
}

/** Has the comet serve a request, and its reply changed before it is sent. */
function serveWith(
  comet: FakeComet,
  request: Parameters<FakeComet['serve']>[0],
  socket: FakeSocket,
  replied: (said: object) => void,
): void {
  const reply = socket.reply.bind(socket);
  socket.reply = (_op, _seq, said) => {
    socket.reply = reply;
    replied(said as object);
  };
  comet.serve(request, socket);
}
