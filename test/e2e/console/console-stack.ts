import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { PushTask, pushTask, PushType, subjects } from '#contracts';
import { Cluster, startDatabase, type AppProcess, type GoimClient, type TestDatabase } from '#test-support';
import { findChromium } from '../../browser/find-chromium.mjs';
import { makeApiKey } from '../api-key.js';

const WITHIN_MS = 60_000;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 860 };
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** With it, the pages are kept as pictures there. */
const SCREENSHOTS = process.env['GOIM_SCREENSHOTS'];

/** The shortest time between two questions that a page asks again and again, in milliseconds. */
const POLL_MS = 5_000;
const WITHOUT_POLLS = `{
  const after = window.setTimeout;
  window.setTimeout = (act, ms, ...rest) => (ms >= ${POLL_MS} ? 0 : after(act, ms, ...rest));
}`;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** The whole system with clients, keys that callers need, and a browser that looks at the console of its logic. */
export class ConsoleStack {
  /** By what they may. */
  readonly keys: { readonly admin: string; readonly read: string };
  /** What the browser complained of, and what a page asked of another origin. */
  private readonly complaints: string[] = [];

  private constructor(
    readonly cluster: Cluster,
    readonly address: string,
    private readonly browser: Browser,
    private readonly database: TestDatabase,
    private readonly folder: string,
    keys: { admin: string; read: string },
  ) {
    this.keys = keys;
  }

  static async start(): Promise<ConsoleStack> {
    const folder = await mkdtemp(join(tmpdir(), 'goim-console-'));
    const file = join(folder, 'keys.json');
    const admin = makeApiKey(file, '--scope', 'push,read,admin');
    const read = makeApiKey(file, '--scope', 'read');
    const database = await startDatabase();
    const cluster = await Cluster.start(['logic', 'comet', 'job'], {
      LOGIC__API__KEYS_FILE: file,
      LOGIC__API__OPEN: '192.0.2.1',
      LOGIC__OPS__ENABLED: 'true',
      LOGIC__OPS__PORT: '0',
      LOGIC__HISTORY__URL: database.url,
      JOB__HISTORY__URL: database.url,
    });
    const { executablePath, env } = await findChromium({ cacheDir: '.cache', given: process.env['GOIM_CHROMIUM'] });
    const browser = await chromium.launch({ executablePath, env: { ...process.env, ...env }, args: FLAGS });
    const address = `${cluster.apps[0]!.address('http')}/console`;
    return new ConsoleStack(cluster, address, browser, database, folder, { admin, read });
  }

  get logic(): AppProcess {
    return this.cluster.apps[0]!;
  }

  get comet(): AppProcess {
    return this.cluster.apps.find((app) => 'websocket' in app.addresses)!;
  }

  client(token: Parameters<GoimClient['auth']>[0]): Promise<GoimClient> {
    return this.cluster.client(this.comet, 'websocket', { accepts: [1000], ...token });
  }

  /** Calls the API as an operator's program does. */
  async call(path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.logic.address('http')}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${this.keys.admin}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** @throws Error with what the browser has complained of since the last time */
  assertQuiet(): void {
    const complaints = this.complaints.splice(0);
    if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join('; ')}`);
  }

  /** Streams of events that are open at its logic. */
  streams(): Promise<number> {
    return this.logic.metric('goim_event_streams');
  }

  /** Has dead letters written: of a push to a room, as a job does it, and by the job, of something that is no push. */
  async giveUp(room: string, message: string): Promise<void> {
    const bus = await this.cluster.broker.connect();
    const task = pushTask({ type: PushType.Room, operation: 1000, room, msg: Buffer.from(message) });
    bus.publish(subjects.deadLetter(0), PushTask.encode(task).finish(), {
      headers: { 'Goim-Reason': 'no comet took it', 'Goim-Subject': subjects.pushPartition(0), 'Goim-Tries': '5' },
    });
    bus.publish(subjects.pushPartition(0), Buffer.from('no task'));
  }

  /** A new tab, and nobody signed in. */
  async open(path = ''): Promise<{ page: Page; context: BrowserContext }> {
    const context = await this.browser.newContext({ viewport: WIDE, colorScheme: 'light', reducedMotion: 'reduce' });
    context.setDefaultTimeout(WITHIN_MS);
    const page = await context.newPage();
    page.on('console', (message) => {
      // That a call was refused is an error to the browser, and is shown on the page.
      const isComplaint = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
      if (isComplaint) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.logic.address('http'))) this.complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(`${this.address}${path}`);
    return { page, context };
  }

  async signIn(path: string, key: string): Promise<{ page: Page; context: BrowserContext }> {
    const opened = await this.open(path);
    await opened.page.getByLabel('API key').fill(key);
    await opened.page.getByRole('button', { name: 'Sign in' }).click();
    await opened.page.getByRole('navigation', { name: 'Pages of the console' }).waitFor();
    return opened;
  }

  /**
   * Has a page, from when it is loaded next, ask nothing again because time has passed: what changes it is told, or it is not seen.
   *
   * @param path whose requests are counted
   * @returns how many there were since
   */
  async withoutPolls(page: Page, path: string): Promise<() => number> {
    await page.addInitScript(WITHOUT_POLLS);
    let count = 0;
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === path) count++;
    });
    return () => count;
  }

  /** As if another tab were in front of it. */
  hide(page: Page): Promise<unknown> {
    return page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
       document.dispatchEvent(new Event('visibilitychange'))`,
    );
  }

  show(page: Page): Promise<unknown> {
    return page.evaluate(`delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange'))`);
  }

  /**
   * Looks at the page as it is at both widths, light and dark.
   *
   * @returns what is wrong with it: serious faults that axe finds, and content that is wider than a phone
   */
  async look(page: Page, name: string): Promise<string[]> {
    const faults: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const viewport of [WIDE, NARROW]) {
        await page.setViewportSize(viewport);
        // At once: what fits only once it is drawn anew makes the page jump.
        const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (width > viewport.width) faults.push(`${name} is ${width} wide at ${viewport.width}`);
        await this.picture(page, `${name}-${viewport.width}-${colorScheme}`);
      }
      faults.push(...(await this.faultsByAxe(page)).map((fault) => `${name}, ${colorScheme}: ${fault}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(WIDE);
    return faults;
  }

  private async faultsByAxe(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResult>('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);
  }

  private async picture(page: Page, name: string): Promise<void> {
    if (!SCREENSHOTS) return;
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.cluster.stop();
    await this.database.stop();
    await rm(this.folder, { recursive: true });
  }
}
