import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { GoimClient, type GoimClientOptions } from '#client';
import { findChromium } from '../../browser/find-chromium.mjs';
import { watch, type Seen, type Who } from './watch.mjs';

/** Where the library runs, with one client in it. */
export interface Environment {
  begin(who: Who): Promise<void>;
  see(): Promise<Seen>;
  end(): Promise<void>;
}

export class InNode implements Environment {
  private watched: ReturnType<typeof watch> | undefined;

  async begin(who: Who): Promise<void> {
    const webSocket = WebSocket as unknown as NonNullable<GoimClientOptions['webSocket']>;
    this.watched = watch(GoimClient, who, { webSocket });
  }

  async see(): Promise<Seen> {
    return this.watched!.seen;
  }

  async end(): Promise<void> {
    await this.watched?.close();
  }
}

/** A page of its own, with the library as it is built for browsers. */
export class InChromium implements Environment {
  private constructor(
    private readonly context: BrowserContext,
    private readonly page: Page,
  ) {}

  /** @param site where the page is, and the library */
  static async open(browser: Browser, site: string): Promise<InChromium> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(site);
    return new InChromium(context, page);
  }

  async begin(who: Who): Promise<void> {
    await this.page.evaluate(`(async () => {
      const [{ GoimClient }, { watch }] = await Promise.all([import('/goim-client.js'), import('/watch.mjs')]);
      watched = watch(GoimClient, ${JSON.stringify(who)});
    })()`);
  }

  see(): Promise<Seen> {
    return this.page.evaluate('watched.seen');
  }

  /** The browser says `offline` or `online` to its page. */
  async network(isThere: boolean): Promise<void> {
    await this.context.setOffline(!isThere);
  }

  async end(): Promise<void> {
    await this.context.close();
  }
}

export async function launchChromium(): Promise<Browser> {
  const { executablePath, env } = await findChromium({ cacheDir: '.cache', given: process.env['GOIM_CHROMIUM'] });
  return chromium.launch({ executablePath, env: { ...process.env, ...env }, args: ['--no-sandbox'] });
}

/** A web site that uses the library, and asks logic for the nodes in its pages' stead. */
export class Site {
  private constructor(private readonly server: Server) {}

  static async start(logic: string): Promise<Site> {
    const files: Record<string, [type: string, content: Buffer | string]> = {
      '/': ['text/html', '<!doctype html><title>goim</title>'],
      '/goim-client.js': ['text/javascript', await readFile('dist/libs/client/goim-client.js')],
      '/watch.mjs': ['text/javascript', await readFile(new URL('watch.mjs', import.meta.url))],
    };
    const server = createServer((request, answer) => {
      const [type, content] = files[request.url!] ?? [];
      if (content !== undefined) answer.writeHead(200, { 'content-type': type }).end(content);
      else if (request.url !== '/nodes') answer.writeHead(404).end();
      else {
        fetch(`${logic}/goim/nodes/weighted`)
          .then(async (response) => answer.writeHead(response.status).end(await response.text()))
          .catch(() => answer.writeHead(502).end());
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Site(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
