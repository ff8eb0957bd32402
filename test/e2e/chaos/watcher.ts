import { setTimeout as delay } from 'node:timers/promises';
import { GoimClient, PollClient } from '#test-support';
import { readBody } from './load.js';

const COMES_BACK_AFTER_MS = 200;

/** A client of version 1 in one room, as goim's are: it comes back where its connection broke, and knows nothing of before. */
export class Watcher {
  /** The numbers of the room's messages, by connection. */
  readonly connections: number[][] = [];
  private client: GoimClient | undefined;
  private isOver = false;
  private running: Promise<void> | undefined;

  constructor(
    readonly room: string,
    private readonly url: string,
    private readonly load: string,
    /** Of its first connection alone. @param cameAt when it was let in, by `Date.now()` */
    private readonly onMessage: (askedAt: number, push: string, cameAt: number) => void,
  ) {}

  /** Resolves when it is in the room. */
  async come(): Promise<void> {
    await this.connect();
    this.running = this.comeBack();
  }

  async leave(): Promise<void> {
    this.isOver = true;
    this.client?.close();
    await this.running;
  }

  private async connect(): Promise<void> {
    const client = this.url.startsWith('http') ? new PollClient(this.url) : await GoimClient.connect(this.url);
    this.client = client;
    const numbers: number[] = [];
    let cameAt = Infinity;
    client.onPush = ({ body }) => {
      const { load, n, askedAt } = readBody(body);
      if (load !== this.load) return;
      numbers.push(n);
      if (this.connections.length === 1) this.onMessage(askedAt, body, cameAt);
    };
    await client.auth({ room_id: this.room, accepts: [] });
    cameAt = Date.now();
    this.connections.push(numbers);
  }

  private async comeBack(): Promise<void> {
    while (!this.isOver) {
      await this.client!.ended;
      for (let isBack = false; !this.isOver && !isBack;) {
        await delay(COMES_BACK_AFTER_MS);
        isBack = await this.connect().then(
          () => true,
          () => false,
        );
      }
    }
    this.client?.close();
  }
}
