import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { AppProcess, Cluster, eventually } from '#test-support';
import { findChromium } from '../browser/find-chromium.mjs';
import { FakeComet } from '../support/fake-comet.js';

const WITHIN_MS = 60_000;
/** With it, the pages are kept as pictures there. */
const SCREENSHOTS = process.env['GOIM_SCREENSHOTS'];

describe('the page of examples/chat', () => {
  let cluster: Cluster;
  let browser: Browser;
  let address: string;
  let context: BrowserContext;
  let page: Page;
  let comet: FakeComet;
  let complaints: string[];

  beforeAll(async () => {
    cluster = await Cluster.start(['logic'], {
      LOGIC__EXAMPLES__ENABLED: 'true',
      LOGIC__UPSTREAM__RELAY: 'members',
    });
    address = `${(cluster.apps[0] as AppProcess).address('http')}/examples/chat`;
    const { executablePath, env } = await findChromium({ cacheDir: '.cache', given: process.env['GOIM_CHROMIUM'] });
    browser = await chromium.launch({
      executablePath,
      env: { ...process.env, ...env },
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await cluster?.stop();
  });

  beforeEach(async () => {
    comet = new FakeComet();
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(WITHIN_MS);
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.routeWebSocket(/\/sub$/, (route) => {
      const socket = new comet.webSocket(route.url());
      socket.addEventListener('message', ({ data }: { data: ArrayBuffer }) => route.send(Buffer.from(data)));
      socket.addEventListener('close', ({ code, reason }: { code: number; reason: string }) => {
        void route.close(code === 1006 ? {} : { code, reason });
      });
      route.onMessage((message) => socket.send(Buffer.from(message)));
      route.onClose(() => socket.close());
    });
    comet.answer(({ op, seq, body }, socket) => {
      if (op === 26)
        socket.reply(27, seq, history(JSON.parse(body) as { before?: string; after?: string; limit: number }));
      if (op === 4)
        comet.push('room:live://1000', `{"room":"live://1000","mid":5,"time":1795488596368}\n${body.split('\n')[1]}`);
      return op === 26;
    });
  });

  afterEach(() => context?.close());

  async function enter(name = 'Ada'): Promise<void> {
    await page.goto(address);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByText(`connected as ${name}`).waitFor();
    await eventually('the room is joined', WITHIN_MS, () => comet.requests.some(({ op }) => op === 18));
  }

  async function say(text: string): Promise<void> {
    await page.getByLabel('Message').fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
  }

  async function picture(name: string): Promise<void> {
    if (!SCREENSHOTS) return;
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  it('shows who wrote what, and what came while the connection was away, without a complaint of the browser', async () => {
    await enter();
    await say('Hello, everybody');
    await page.getByText('Hello, everybody').waitFor();
    expect(await page.getByRole('log').innerText()).toContain('Ada #5');
    comet.cut(0, 4001, 'shutdown');
    comet.push('room:live://1000', '{"name":"Grace","text":"While you were away"}');
    await page.getByText('While you were away').waitFor();
    await picture('chat-1280');
    await page.setViewportSize({ width: 400, height: 800 });
    await picture('chat-400');
    expect(await page.evaluate('document.body.scrollWidth')).toBeLessThanOrEqual(400);
    expect(complaints).toEqual([]);
  });

  it('reads the history by scrolling back', async () => {
    await enter();
    await page.getByText('older 75').waitFor();
    await page.getByRole('log').evaluate((log) => ((log as never as { scrollTop: number }).scrollTop = 0));
    await page.getByText('older 40').waitFor({ state: 'attached' });
    await eventually('all of it was read', WITHIN_MS, async () => {
      await page.getByRole('log').evaluate((log) => ((log as never as { scrollTop: number }).scrollTop = 0));
      return (await page.getByText('The beginning of this room').count()) === 1;
    });
    const lines = await page.getByRole('log').locator('p').allInnerTexts();
    expect(lines).toEqual(Array.from({ length: 75 }, (_, n) => `older ${n + 1}`));
  });

  it('reads the history once it can be read again, whatever was pushed to the room', async () => {
    const forged = '{"room":"live://1000","mid":9,"time":"never"}\n{"name":"Eve","text":"Of no time"}';
    const answers = [{ error: 'unavailable' }, { messages: [kept(1, forged)], before: null, after: null }];
    comet.answer(({ op, seq }, socket) => {
      if (op === 26) socket.reply(27, seq, answers.shift()!);
      return op === 26;
    });
    await enter();
    await page.getByText('Its history cannot be read (unavailable)').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Of no time').waitFor();
    await page.getByText('The beginning of this room').waitFor();
    expect(await page.getByText('cannot be read').count()).toBe(0);
    comet.push('room:live://1000', forged.replace('Of no time', 'Of no time either'));
    await page.getByText('Of no time either').waitFor();
    expect(complaints).toEqual([]);
  });

  it('tells a gap, and why a connection is over', async () => {
    await enter('Mary');
    comet.push('room:live://1000', '{"name":"Grace","text":"one"}');
    await page.getByText('one', { exact: true }).waitFor();
    comet.limit = 1;
    comet.cut(0, 4001, 'shutdown');
    for (const text of ['two', 'three', 'four']) comet.push('room:live://1000', `{"name":"Grace","text":"${text}"}`);
    await page.getByText('Messages are missing here').waitFor();
    await page.getByText('four', { exact: true }).waitFor();
    await picture('gap');
    await page.getByRole('button', { name: 'Read them' }).click();
    await page.getByText('Messages are missing here').waitFor({ state: 'detached' });
    expect((await page.getByRole('log').locator('p').allInnerTexts()).slice(-4)).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
    comet.cut(0, 4504, 'kicked: no advertising');
    await page.getByText('ended: kicked: no advertising').waitFor();
    expect(complaints).toEqual([]);
  });

  it('comes back by itself when the browser is online again', async () => {
    await enter();
    await page.evaluate("dispatchEvent(new Event('offline'))");
    await page.getByText('connection lost (offline)').waitFor();
    comet.push('room:live://1000', '{"name":"Grace","text":"Are you there?"}');
    await page.evaluate("dispatchEvent(new Event('online'))");
    await page.getByText('Are you there?').waitFor();
    expect(comet.urls).toHaveLength(2);
  });

  it("leaves room for goim's own demo, whose page works with one changed script tag", async () => {
    await page.setContent('<span id="session"></span><span id="status"></span><div id="box"></div>');
    await page.addScriptTag({ path: 'dist/libs/client/goim-demo.js' });
    await page.evaluate("client = new MyClient({ notify: (data) => (last = data), url: 'ws://127.0.0.1:1/sub' })");
    await page.getByText('ok', { exact: true }).waitFor();
    comet.push('mid:1', 'hello');
    await page.getByText('op=1000 message=hello').waitFor();
    expect(await page.evaluate('last')).toBe('hello');
  });

  it('forbids scripts within the page and of others', async () => {
    const { headers } = await fetch(`${address}/`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect((await fetch(`${address}/../../package.json`)).status).toBe(404);
  });

  it('is not there unless it was asked for', async () => {
    const logic = await cluster.add('logic');
    expect((await fetch(`${logic.address('http')}/examples/chat`)).status).toBe(404);
  });
});

/** 75 messages, before those that are pushed. */
function history({ before = '76', after, limit }: { before?: string; after?: string; limit: number }): object {
  if (after !== undefined) {
    const bodies = ['two', 'three', 'four'].map((text) => `{"name":"Grace","text":"${text}"}`);
    return { messages: bodies.map((body, n) => kept(2048 + 1024 * n, body)), before: null, after: null };
  }
  const to = Math.min(Number(before), 76);
  const ids = Array.from({ length: Math.min(limit, to - 1) }, (_, n) => to - 1 - n);
  const messages = ids.map((id) =>
    kept(id, `{"room":"live://1000","mid":9,"time":1795488000000}\n{"name":"Grace","text":"older ${id}"}`),
  );
  return { messages, before: ids.at(-1) === 1 || ids.length === 0 ? null : String(ids.at(-1)), after: null };
}

function kept(id: number, body: string): object {
  const time = 1_795_488_000_000;
  return { id: String(id), epoch: '7', target: 'room:live://1000', operation: 4, body, encoding: 'utf8', time };
}
