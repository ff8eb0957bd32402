import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import type { FakeSocket } from '../../../test/support/fake-comet.js';
import { ClientsOfAFakeComet, happened, WITHIN_MS } from '../test/clients-of-a-fake-comet.js';

let on: ClientsOfAFakeComet;

beforeEach(() => {
  on = new ClientsOfAFakeComet();
});

afterEach(() => on.close());

/** The server says of its own accord that the member's messages did not go on unbroken. */
function notice(told: object): void {
  theOnlySocket().reply(30, 0, { target: 'mid:1', ...told });
}

function theOnlySocket(): FakeSocket {
  const [socket] = on.comet.sockets;
  return socket!;
}

/** What is asked for is answered so, and then come these messages. */
function answer(verdict: object, ...bodies: [id: number, body: string][]): void {
  on.comet.answer(({ op }, socket) => {
    if (op !== 22) return false;
    socket.reply(23, 0, { targets: { 'mid:1': verdict } });
    for (const [id, body] of bodies) socket.deliver('mid:1', { id, prev: 0, body });
    return true;
  });
}

describe('a notice', () => {
  it('takes nothing of what is held back, nor the place of the answer that is awaited', async () => {
    const seen = await on.heardOne();
    answer({ verdict: 'gap', from: '3072', to: '4096', cursor: '7:4096' }, [2048, 'two'], [3072, 'three']);
    on.comet.push('mid:1', 'two', { lost: true });
    on.comet.push('mid:1', 'three');
    notice({ verdict: 'gap', from: '3072', to: '4096', cursor: '7:4096' });
    await happened(seen, 'one', 'gap gap 3072 4096', 'two', 'three');
  });

  it('is told with what is given up, where the history does not come back in time', async () => {
    const seen = await on.heardOne({ recoverWithin: 50 });
    on.comet.isHistoryThere = false;
    on.comet.push('mid:1', 'two', { lost: true });
    on.comet.push('mid:1', 'three');
    notice({ verdict: 'unavailable', from: '3072', to: '4096', cursor: '7:4096' });
    theOnlySocket().deliver('mid:1', { id: 5120, prev: 0, body: 'five' });
    await happened(seen, 'one', 'gap unavailable 1024 4096', 'three', 'five');
  });

  it('shows that messages before it are missing, and they are asked for', async () => {
    const seen = await on.heardOne();
    answer({ verdict: 'gap', from: '2048', to: '3072', cursor: '7:3072' }, [2048, 'two']);
    on.comet.push('mid:1', 'two', { lost: true });
    notice({ verdict: 'gap', from: '2048', to: '3072', cursor: '7:3072' });
    await happened(seen, 'one', 'gap gap 2048 3072', 'two');
  });

  it('is told at once where nothing before it is missing, and what comes after it goes on', async () => {
    const seen = await on.heardOne();
    notice({ verdict: 'gap', from: '1024', to: '3072', cursor: '7:3072' });
    theOnlySocket().deliver('mid:1', { id: 4096, prev: 3072, body: 'four' });
    await happened(seen, 'one', 'gap gap 1024 3072', 'four');
    expect(on.comet.requests.filter(({ op }) => op === 22)).toHaveLength(1);
  });

  it('has what can not be read now asked for', async () => {
    const seen = await on.heardOne();
    answer({ verdict: 'recovered', cursor: '7:3072' }, [2048, 'two'], [3072, 'three']);
    notice({ verdict: 'unavailable', from: '1024', to: '3072', cursor: '7:3072' });
    await happened(seen, 'one', 'two', 'three');
  });

  it('of a server that began anew has what is held back shown, since that does not come again', async () => {
    const seen = await on.heardOne();
    on.comet.push('mid:1', 'two', { lost: true });
    on.comet.push('mid:1', 'three');
    notice({ verdict: 'reset', cursor: '8:0' });
    theOnlySocket().deliver('mid:1', { id: 1, prev: 0, body: 'anew' });
    await happened(seen, 'one', 'gap reset undefined undefined', 'three', 'anew');
    expect(seen.client.cursors['mid:1']).toBe('8:1');
  });

  it('is told where no history is kept, too, and makes no cursor of it', async () => {
    on.comet.answer(({ op, seq }, socket) => {
      if (op === 7) socket.reply(8, seq, { key: 'k', mid: 1, heartbeat: 480, cursors: {} });
      return op === 7;
    });
    const seen = on.connect();
    await eventually('it is let in', WITHIN_MS, () => on.comet.requests.some(({ op }) => op === 22));
    theOnlySocket().deliver('mid:1', { id: 1024, prev: 0, body: 'one' });
    notice({ verdict: 'unavailable', from: '1024', to: '2048', cursor: '7:2048' });
    theOnlySocket().deliver('mid:1', { id: 3072, prev: 2048, body: 'three' });
    notice({ verdict: 'reset', cursor: '8:0' });
    theOnlySocket().deliver('mid:1', { id: 1, prev: 0, body: 'anew' });
    await happened(seen, 'one', 'gap unavailable 1024 2048', 'three', 'gap reset undefined undefined', 'anew');
    expect(seen.client.cursors).toEqual({});
  });
});

describe('a message that was taken back', () => {
  it('is not shown where it is held back, and looks like none that is missing', async () => {
    const seen = await on.heardOne({ recoverWithin: 50 });
    seen.client.on('withdrawn', ({ id }) => seen.events.push(`withdrawn ${id}`));
    on.comet.isHistoryThere = false;
    on.comet.push('mid:1', 'two', { lost: true });
    const id = on.comet.push('mid:1', 'three');
    const other = on.comet.push('mid:1', 'four');
    theOnlySocket().reply(28, 0, { target: 'mid:1', id: String(id), epoch: '7' });
    theOnlySocket().reply(28, 0, { target: 'mid:1', id: String(other), epoch: '6' });
    await happened(seen, 'one', `withdrawn ${id}`, `withdrawn ${other}`, 'gap unavailable 1024 2048', 'four');
    expect(seen.client.cursors['mid:1']).toBe(`7:${other}`);
  });
});
