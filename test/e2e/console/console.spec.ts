import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { eventually, type GoimClient } from '#test-support';
import { ConsoleStack } from './console-stack.js';

const WITHIN_MS = 60_000;
const ROOM = 'live://1000';
const OTHER_ROOM = 'live://1001';

/** By clicking, as whoever operates goim would: against real processes, with clients that are connected. */
describe('the console', () => {
  let stack: ConsoleStack;
  let clients: GoimClient[];
  let page: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    stack = await ConsoleStack.start();
    clients = await Promise.all(
      [1, 2, 3].map((n) =>
        stack.client({
          mid: n,
          key: `ada-${n}`,
          room_id: ROOM,
          platform: n === 1 ? 'web' : 'ios',
          rooms: ['team://7'],
        }),
      ),
    );
    await stack.client({ mid: 9, key: 'grace', room_id: OTHER_ROOM, platform: 'android' });
    await stack.call('/v1/push/room', {
      room: ROOM,
      operation: 1000,
      message: '{"name":"Ada","text":"Hello, everybody"}',
    });
    await stack.call('/v1/push/room', { room: ROOM, operation: 1000, message: '/wABAg==', encoding: 'base64' });
    await stack.call('/v1/push/room', { room: ROOM, operation: 1000, message: 'plain text' });
    await eventually('the sessions are known', WITHIN_MS, async () =>
      expect(await stack.call('/v1/rooms/live%3A%2F%2F1000')).toMatchObject({ sessions: 3 }),
    );
    await eventually('the history is written', WITHIN_MS, async () =>
      expect(await stack.call('/v1/rooms/live%3A%2F%2F1000/messages')).toMatchObject({ messages: { length: 3 } }),
    );
  });

  afterAll(() => stack?.stop());

  afterEach(async () => {
    await context?.close();
    stack.assertQuiet();
  });

  async function go(path: string, key = stack.keys.admin): Promise<void> {
    ({ page, context } = await stack.signIn(path, key));
  }

  function tab(name: string): Promise<void> {
    return page.getByRole('tab', { name, exact: true }).click();
  }

  function field(name: string): Locator {
    return page.getByRole('textbox', { name, exact: true });
  }

  it('shows nothing without a key, tells which one is refused, and forgets the one it had', async () => {
    ({ page, context } = await stack.open('/rooms'));
    expect(await stack.look(page, 'sign-in')).toEqual([]);
    await page.getByLabel('API key').fill('goim_nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know this key').waitFor();
    await page.getByLabel('API key').fill(stack.keys.admin);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: ROOM }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: ROOM }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('shows which nodes there are, and takes one offline and back after a question', async () => {
    await go('');
    await page.getByRole('button', { name: 'Take offline' }).click();
    expect(await stack.look(page, 'take-offline')).toEqual([]);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take offline' }).click();
    await page.getByRole('cell', { name: 'offline' }).first().waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('button', { name: 'Take offline' }).waitFor();
    await eventually('a room is busy', WITHIN_MS, async () => {
      await stack.call('/v1/push/room', { room: ROOM, operation: 1000, message: 'busy', persist: false });
      return (await page.getByRole('link', { name: ROOM }).count()) > 0;
    });
    await page.getByText('Nothing waits for any client').waitFor();
    await page.getByText('Nothing was dropped').waitFor();
    await page
      .getByRole('region', { name: 'Instances' })
      .last()
      .getByRole('cell', { name: 'job', exact: true })
      .waitFor();
    await page
      .getByRole('figure', { name: 'Connections' })
      .getByText(/^all \d/)
      .waitFor();
    await page.locator('.tile', { hasText: 'Headroom' }).getByText(/^\d/).waitFor();
    expect(await stack.look(page, 'overview')).toEqual([]);
  });

  it('tells of sessions as they begin and end, and ends its streams once nobody looks', async () => {
    await go('');
    const sessions = page.locator('.tile', { hasText: 'Sessions' });
    await sessions.getByText('4', { exact: true }).waitFor();
    const extra = await stack.client({ mid: 5, key: 'joan' });
    await sessions.getByText('5', { exact: true }).waitFor();
    await eventually('the page has a stream', WITHIN_MS, async () => expect(await stack.streams()).toBe(1));
    const asked = await stack.withoutPolls(page, '/v1/sessions');
    await page.goto(`${stack.address}/sessions`);
    await page.getByRole('link', { name: 'joan' }).waitFor();
    // At first, and once the stream is there, since nobody told what was before it. From then on for events alone.
    await eventually('it follows the stream', WITHIN_MS, () => expect(asked()).toBe(2));
    const later = await stack.client({ mid: 6, key: 'mary' });
    await page.getByRole('link', { name: 'mary' }).waitFor();
    for (const one of [extra, later]) one.close();
    await page.getByRole('link', { name: 'joan' }).waitFor({ state: 'detached' });
    await stack.hide(page);
    await eventually('the hidden page has no stream', WITHIN_MS, async () => expect(await stack.streams()).toBe(0));
    await stack.show(page);
    await eventually('it has one again', WITHIN_MS, async () => expect(await stack.streams()).toBe(1));
    await page.close();
    await eventually('the closed page has none', WITHIN_MS, async () => expect(await stack.streams()).toBe(0));
  });

  it('shows the messages to a room while they are sent, as text, JSON or hex, and keeps them while it is paused', async () => {
    await go(`/room?key=${encodeURIComponent(OTHER_ROOM)}&tab=live`);
    await page.getByText('listening', { exact: true }).waitFor();
    await page.getByText('Nothing was sent since this page is open').waitFor();
    const push = (message: string, encoding = 'utf8'): Promise<unknown> =>
      stack.call('/v1/push/room', { room: OTHER_ROOM, operation: 1000, message, encoding });
    await push('{"text":"live"}');
    await page.getByText('"text": "live"').waitFor();
    await push('/wABAg==', 'base64');
    await page.getByText('0000  ff 00 01 02').waitFor();
    await page.getByRole('button', { name: 'hex' }).last().click();
    await page.getByText('7b 22 74 65').waitFor();
    expect(await stack.look(page, 'room-live')).toEqual([]);
    await page.getByRole('button', { name: 'Pause' }).click();
    await push('not yet');
    await page.getByText('paused, 1 more came').waitFor();
    expect(await page.getByText('not yet').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('not yet').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nothing was sent since this page is open').waitFor();
    await tab('Members');
    await eventually('nobody listens', WITHIN_MS, async () => expect(await stack.streams()).toBe(0));
  });

  it('lists rooms, finds one, and shows who is in it and what was sent to it', async () => {
    await go('/rooms');
    await page.getByRole('link', { name: ROOM }).waitFor();
    await page.getByText('By name').click();
    await page.getByRole('row').nth(2).getByRole('link', { name: 'live://1001' }).waitFor();
    expect(await stack.look(page, 'rooms')).toEqual([]);
    await page.getByLabel('Find').fill('team');
    await page.getByRole('link', { name: ROOM }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'team://7' }).click();
    await page.getByRole('link', { name: 'ada-2' }).waitFor();
    await page.goto(`${stack.address}/room?key=${encodeURIComponent(ROOM)}`);
    await page.getByRole('link', { name: 'ada-3' }).waitFor();
    expect(await stack.look(page, 'room-members')).toEqual([]);
    await tab('History');
    await page.getByText('Hello, everybody').waitFor();
    await page.getByText('0000  ff 00 01 02').waitFor();
    expect(await stack.look(page, 'room-history')).toEqual([]);
  });

  it('finds sessions by what is known of them, and shows one as its comet has it now', async () => {
    await go('');
    await page.getByRole('region', { name: 'Nodes' }).last().getByRole('link').click();
    await page.getByRole('link', { name: 'grace' }).waitFor();
    await field('Session').fill('ada-');
    await page.getByRole('link', { name: 'grace' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'ada-3' }).waitFor();
    expect(await stack.look(page, 'sessions')).toEqual([]);
    await field('Member').fill('2');
    await page.getByRole('link', { name: 'ada-3' }).waitFor({ state: 'detached' });
    await field('Address').fill('203.0.113.9');
    await page.getByText('Nobody is connected whom all of this fits').waitFor();
    await field('Address').fill('127.0.0.1');
    await page.getByRole('link', { name: 'ada-2' }).click();
    const now = page.getByRole('region', { name: 'Now' });
    await now.getByText('0 B', { exact: true }).waitFor();
    await now.getByText('1000', { exact: true }).waitFor();
    await now.getByRole('link', { name: 'team://7' }).waitFor();
    expect(await stack.look(page, 'session')).toEqual([]);
  });

  it('explains from a history and from a receipt what a session got, and what rests on what', async () => {
    await stack.call('/v1/push/keys', { keys: ['ada-1'], operation: 1000, message: 'for Ada alone' });
    await eventually('she has it', WITHIN_MS, () => clients[0]!.pushes.some(({ body }) => body === 'for Ada alone'));
    await eventually('the history is written', WITHIN_MS, async () =>
      expect(await stack.call('/v1/sessions/ada-1/messages')).toMatchObject({ messages: { length: 1 } }),
    );
    await go('/session?key=ada-1&tab=history');
    await page.getByRole('link', { name: 'Did it arrive?' }).click();
    await page.getByText('The comet wrote it to the connection.').waitFor();
    await page.getByText('operation 1000 to key:ada-1').waitFor();
    expect(await stack.look(page, 'explain')).toEqual([]);
    await field('Session key').fill('grace');
    await page.keyboard.press('Enter');
    await page.getByText('The message was for others').waitFor();
    await page.getByRole('link', { name: 'Push', exact: true }).click();
    await field('Room').fill(ROOM);
    await page.getByLabel('Message', { exact: true }).fill('who got it?');
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByText('everybody has told').waitFor();
    await page.getByRole('link', { name: 'Explain what one session got' }).click();
    await field('Session key').fill('grace');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText(`The session was not in ${ROOM} then.`).waitFor();
  });

  it('shows how far the queue is, and pushes what was given up once more, or discards it', async () => {
    await stack.giveUp(ROOM, 'once more');
    await eventually('both are dead letters', WITHIN_MS, async () =>
      expect(await stack.call('/v1/dead-letters')).toMatchObject({ letters: { length: 2 } }),
    );
    await go('/queue');
    await page.getByRole('cell', { name: 'GOIM_PUSH', exact: true }).first().waitFor();
    const partitions = page.getByRole('region', { name: 'Partitions', exact: true });
    await partitions.getByRole('cell', { name: /^job-/ }).first().waitFor();
    expect(await stack.look(page, 'queue')).toEqual([]);
    await tab('Dead letters');
    const given = page.getByRole('listitem').filter({ hasText: 'no comet took it' });
    const poison = page.getByRole('listitem').filter({ hasText: 'the task cannot be decoded' });
    await poison.waitFor();
    expect(await stack.look(page, 'dead-letters')).toEqual([]);
    await given.getByRole('button', { name: 'Push again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Push again' }).click();
    await given.waitFor({ state: 'detached' });
    await eventually('the room has it', WITHIN_MS, () => clients[0]!.pushes.some(({ body }) => body === 'once more'));
    expect(await poison.getByRole('button', { name: 'Push again' }).count()).toBe(0);
    await poison.getByRole('button', { name: 'Discard' }).click();
    expect(await stack.look(page, 'discard')).toEqual([]);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Nothing was given up').waitFor();
  });

  it('moves a session to another room, and kicks one, after a question', async () => {
    const extra = await stack.client({ mid: 4, key: 'mary', room_id: 'live://1002', rooms: ['team://8'] });
    await go('/room?key=team%3A%2F%2F8');
    await page.getByRole('link', { name: 'mary' }).waitFor();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Room').fill('team://9');
    expect(await stack.look(page, 'move')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText('Nobody is in this room').waitFor();
    await page.goto(`${stack.address}/room?key=team%3A%2F%2F9`);
    await page.getByRole('link', { name: 'mary' }).click();
    await page.getByRole('region', { name: 'Rooms' }).getByText('team://9').waitFor();
    await page.getByRole('button', { name: 'Kick' }).click();
    await page.getByRole('alertdialog').getByLabel('Reason').fill('be nice');
    await page.getByRole('button', { name: 'Close it' }).click();
    expect(await extra.ended).toMatchObject({ code: 4504, message: 'be nice' });
    await page.getByText('Nobody is connected with this key').waitFor();
  });

  it('bans who is behind a session, and lifts the ban', async () => {
    const extra = await stack.client({ mid: 66, key: 'mallory' });
    await go('/session?key=mallory');
    await page.getByRole('button', { name: 'Ban' }).click();
    await page.getByLabel('Reason').fill('spam');
    expect(await stack.look(page, 'ban')).toEqual([]);
    await page.getByRole('button', { name: 'Ban the member 66' }).click();
    expect(await extra.ended).toMatchObject({ reason: 'banned' });
    await page.goto(`${stack.address}/sessions?tab=bans`);
    await page.getByRole('cell', { name: 'member 66' }).waitFor();
    expect(await stack.look(page, 'bans')).toEqual([]);
    await page.getByRole('button', { name: 'Lift' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click();
    await page.getByText('Nobody is banned').waitFor();
  });

  it('pushes to a room, sessions, members and all, and shows the same by curl without the key', async () => {
    await go('/push');
    await field('Room').fill(ROOM);
    await page.getByLabel('Message', { exact: true }).fill('by hand');
    const line = await page.locator('pre.code').innerText();
    expect(line).toContain(`"room":"${ROOM}"`);
    expect(line).not.toContain(stack.keys.admin);
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByText('for 3 sessions').waitFor();
    await page.getByText('everybody has told').waitFor();
    expect(await page.locator('.tile', { hasText: 'Written' }).innerText()).toMatch(/3$/);
    expect(await stack.look(page, 'push')).toEqual([]);
    await page.getByText('Sessions', { exact: true }).last().click();
    await page.getByLabel('Session keys').fill('ada-1, nobody');
    await page.getByText('Hex', { exact: true }).click();
    await page.getByLabel('Message', { exact: true }).fill('ff 00');
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByText('for 1 session.').waitFor();
    await page.getByText('Members', { exact: true }).last().click();
    await page.getByRole('textbox', { name: 'Members' }).fill('2');
    await page.getByText('JSON', { exact: true }).click();
    await page.getByLabel('Message', { exact: true }).fill('{');
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByText('This is no JSON').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('{"to":2}');
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await eventually('the member has it', WITHIN_MS, () => clients[1]!.pushes.some(({ body }) => body === '{"to":2}'));
    await page.getByText('All', { exact: true }).click();
    await page.getByLabel('Message', { exact: true }).fill('"to all"');
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    for (const client of clients) {
      await eventually('each has it', WITHIN_MS, () => client.pushes.some(({ body }) => body === '"to all"'));
    }
    await eventually('the key has the bytes', WITHIN_MS, () =>
      clients[0]!.pushes.some(({ bytes }) => bytes.equals(Buffer.of(0xff, 0))),
    );
    await eventually('the room has its message', WITHIN_MS, () =>
      clients[2]!.pushes.some(({ body }) => body === 'by hand'),
    );
  });

  it('offers no more than the key may', async () => {
    await go('/push', stack.keys.read);
    await page.getByText('Your key may not push').waitFor();
    await page.goto(`${stack.address}/session?key=ada-1`);
    await page.getByRole('region', { name: 'Rooms' }).getByRole('link', { name: ROOM }).waitFor();
    expect(await page.getByRole('button', { name: /Kick|Ban|Move|Put/ }).count()).toBe(0);
    expect(await stack.look(page, 'session-read-only')).toEqual([]);
  });
});
