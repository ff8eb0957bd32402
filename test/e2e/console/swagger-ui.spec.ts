import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { ConsoleStack } from './console-stack.js';

/** By clicking, as whoever tries the API would: where callers need keys, with a client that is connected. */
describe('Swagger UI', () => {
  let stack: ConsoleStack;
  let page: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    stack = await ConsoleStack.start();
    await stack.client({ mid: 1, key: 'ada', room_id: 'live://1000' });
  });

  afterAll(() => stack?.stop());

  afterEach(async () => {
    await context?.close();
    // That a call was refused is shown on the page.
    stack.assertQuiet();
  });

  async function open(): Promise<void> {
    ({ page, context } = await stack.open());
    await page.goto(`${stack.logic.address('http')}/docs`);
  }

  async function authorize(): Promise<void> {
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByLabel('auth-bearer-value').fill(stack.keys.admin);
    await page.getByRole('button', { name: 'Apply credentials' }).click();
    await page.locator('.btn-done').click();
  }

  /** Executes an operation as it stands in its form, or with other parameters. @returns what it was answered */
  async function execute(operation: string, parameters: Readonly<Record<string, string>> = {}): Promise<Locator> {
    const block = page.locator(`[id="${operation}"]`);
    if (!(await block.locator('.opblock-body').isVisible())) await block.locator('.opblock-summary').first().click();
    for (const [name, value] of Object.entries(parameters)) {
      await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
    }
    await block.getByRole('button', { name: 'Execute' }).click();
    return block.locator('.live-responses-table .response');
  }

  it('takes a key, and shows what a push and a stream that ends are answered', async () => {
    await open();
    const refused = await execute('operations-push-JsonPushController_all');
    await refused.getByText('401').first().waitFor();
    await authorize();
    const pushed = await execute('operations-push-JsonPushController_all');
    await pushed.getByText('202').first().waitFor();
    const goims = await execute('operations-goim-PushController_all');
    await goims.getByText('200').first().waitFor();
    const told = await execute('operations-operations-LiveController_follow', { seconds: '3' });
    await told.getByText('event: counts').first().waitFor();
    expect(await told.first().textContent()).toContain('"sessions":1');
  });

  it('has room for what it shows on a phone', async () => {
    await open();
    await page.setViewportSize({ width: 400, height: 860 });
    const [push, block] = ['operations-push-JsonPushController_keys', '.opblock-body'];
    await page.locator(`[id="${push}"] .opblock-summary`).first().click();
    const example = page.locator(`[id="${push}"] .responses-table .example`).first();
    await example.waitFor();
    const { width = 0 } = (await example.boundingBox()) ?? {};
    expect(width).toBeGreaterThan(300);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    expect(
      await page.evaluate(
        `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('${block}'))`,
      ),
    ).toBe(0);
  });
});
