import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '#test-support';
import { ConsoleStack } from './console-stack.js';

const WITHIN_MS = 15_000;
const ROOM = 'live://1000';
/** As many as one caller may have open. */
const STREAMS = 16;
const HOUR_MS = 3_600_000;
const WITHOUT_STORAGE = `for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('not here', 'SecurityError'); } });
}`;

/** What happens to whoever operates goim now and then. */
describe('the console, where something is unusual', () => {
  let stack: ConsoleStack;
  let page: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    stack = await ConsoleStack.start();
    await stack.client({ mid: 1, key: 'a%41', room_id: 'team/7%2Fb' });
    await stack.client({ mid: 2, key: 'aA', room_id: 'team/7/b' });
    await stack.client({ mid: 3, key: '..' });
  });

  afterAll(() => stack?.stop());

  afterEach(async () => {
    await context?.close();
    stack.assertQuiet();
  });

  async function go(path: string, key = stack.keys.admin): Promise<void> {
    ({ page, context } = await stack.signIn(path, key));
  }

  function push(message: string): Promise<unknown> {
    return stack.call('/v1/push/room', { room: ROOM, operation: 1000, message });
  }

  it('shows the session and the room that a link names, whatever is in their names', async () => {
    await go('/sessions');
    await page.getByRole('link', { name: 'a%41' }).click();
    await page.getByRole('heading', { name: 'a%41' }).waitFor();
    await page.getByRole('region', { name: 'Rooms' }).getByRole('link', { name: 'team/7%2Fb' }).click();
    await page.getByRole('heading', { name: 'team/7%2Fb' }).waitFor();
    await page.getByRole('link', { name: 'a%41' }).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'team/7%2Fb' }).waitFor();
    expect(await page.getByRole('tab', { name: 'History' }).getAttribute('aria-selected')).toBe('true');
  });

  it('does not say that nobody is there where a browser cannot ask for the name', async () => {
    await go('/sessions');
    await page.getByRole('link', { name: '..', exact: true }).click();
    await page.getByText('curl --path-as-is').waitFor();
    expect(await page.getByText('Nobody is connected with this key').count()).toBe(0);
  });

  it('says that it did not listen to a room while the page was hidden', async () => {
    await go(`/room?key=${encodeURIComponent(ROOM)}&tab=live`);
    await page.getByText('listening', { exact: true }).waitFor();
    await push('seen');
    await page.getByText('seen', { exact: true }).waitFor();
    expect(await page.getByText('Nobody listened for a while').count()).toBe(0);
    await stack.hide(page);
    await eventually('nobody listens', WITHIN_MS, async () => expect(await stack.streams()).toBe(0));
    await push('unseen');
    await stack.show(page);
    await page.getByText('Nobody listened for a while').waitFor();
    await push('seen again');
    await page.getByText('seen again').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nobody listened for a while').waitFor({ state: 'detached' });
  });

  it('listens to a room once others of the same key have gone, where they are too many', async () => {
    const others = new AbortController();
    const headers = { authorization: `Bearer ${stack.keys.admin}` };
    const url = `${stack.logic.address('http')}/v1/stream?events=counts`;
    for (let n = 0; n < STREAMS; n++) await fetch(url, { headers, signal: others.signal });
    await go(`/room?key=${encodeURIComponent(ROOM)}&tab=live`);
    await page.getByText('streams of this caller are open here').waitFor();
    others.abort();
    await page.getByText('listening', { exact: true }).waitFor();
    expect(await page.getByText('streams of this caller are open here').count()).toBe(0);
  });

  it('bans for as long as it says where the clock of the browser is wrong', async () => {
    ({ page, context } = await stack.open());
    await page.clock.install({ time: Date.now() - 2 * HOUR_MS });
    await page.getByLabel('API key').fill(stack.keys.admin);
    await page.keyboard.press('Enter');
    await page.goto(`${stack.address}/session?key=aA`);
    await page.getByRole('button', { name: 'Ban' }).click();
    await page.getByLabel('For').selectOption('an hour');
    await page.getByRole('button', { name: 'Ban the member 2' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    const { bans } = (await stack.call('/v1/bans')) as { bans: { until: number }[] };
    expect(Math.abs(bans[0]!.until - Date.now() - HOUR_MS)).toBeLessThan(WITHIN_MS);
  });

  it('shows something of a room where the link names a tab that the key is not offered', async () => {
    await go(`/room?key=${encodeURIComponent(ROOM)}&tab=push`, stack.keys.read);
    await page.getByText('Nobody is in this room').waitFor();
    expect(await page.getByRole('tab', { name: 'Push' }).count()).toBe(0);
  });

  it('is there where the browser keeps nothing of any site', async () => {
    ({ page, context } = await stack.open('/rooms'));
    await page.addInitScript(WITHOUT_STORAGE);
    await page.reload();
    await page.getByLabel('API key').fill(stack.keys.admin);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Rooms', exact: true }).waitFor();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });
});
