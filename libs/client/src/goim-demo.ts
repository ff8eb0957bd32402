// Takes the place of client.js in the JavaScript demo of goim: `new MyClient({ notify })` works with one changed script tag.
import { GoimClient } from './client.js';

interface DemoOptions {
  /** Gets the text of each message. */
  readonly notify?: (text: string) => void;
  /** Beyond goim's demo, where they are fixed in its code: the comet's address, and the token. */
  readonly url?: string;
  readonly token?: object;
}

/** What the demo's page has. */
interface Page {
  MyClient?: new (options?: DemoOptions) => object;
  readonly location: { readonly protocol: string; readonly hostname: string };
  readonly document: { getElementById(id: string): PageElement | null; createElement(name: string): PageElement };
}
interface PageElement {
  textContent: string | null;
  appendChild(child: PageElement): void;
}

const TOKEN = { mid: 123, room_id: 'live://1000', platform: 'web', accepts: [1000, 1001, 1002] };

const page = globalThis as unknown as Page;

function show(id: string, text: string): void {
  const element = page.document.getElementById(id);
  if (element) element.textContent = text;
}

function ownComet(): string {
  const { protocol, hostname } = page.location;
  return protocol === 'https:' ? `wss://${hostname}:3103/sub` : `ws://${hostname || '127.0.0.1'}:3102/sub`;
}

page.MyClient = class extends GoimClient {
  constructor({ notify, url = ownComet(), token = TOKEN }: DemoOptions = {}) {
    super({ url, getToken: () => token });
    this.on('state', ({ state }) => {
      show('status', state === 'connected' ? 'ok' : 'failed');
      show('session', `auth: ${JSON.stringify(token)}`);
    });
    this.on('message', (message) => {
      notify?.(message.text());
      const line = page.document.createElement('SPAN');
      line.textContent = `receive: op=${message.op} message=${message.text()}`;
      page.document.getElementById('box')?.appendChild(line);
    });
  }
};
