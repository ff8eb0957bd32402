import { setTimeout as delay } from 'node:timers/promises';
import { GoimClient, type Gap, type GoimClientOptions, type Message } from '#client';
import { Operation, readFrames } from '#protocol';
import { WebSocket } from 'ws';
import type { Dice } from './dice.js';
import { eventually } from './eventually.mjs';

const VERDICTS: ReadonlySet<number> = new Set([Operation.JoinRoomReply, Operation.ResumeReply, Operation.Notice]);
const MAX_PAUSE_MS = 1_500;
const JOINS_WITHIN_MS = 120_000;

/** A message that came. Not the client's own: that holds on to all the bytes that came with it. */
interface Heard {
  readonly id: Message['id'];
  readonly text: string;
}

/** What one client of version 2 saw, over all of its connections. */
export class Listener {
  /** By target. */
  readonly messages = new Map<string, Heard[]>();
  /** With when they were told, by `Date.now()`. */
  readonly gaps: (Gap & { readonly at: number })[] = [];
  /** For people: what became of it, and when. */
  private readonly journal: string[] = [];
  private client: GoimClient | undefined;
  private cursors: Record<string, string> = {};

  constructor(
    readonly mid: number,
    readonly rooms: readonly string[],
    private readonly url: string,
    private readonly onMessage: (message: Message) => void = () => undefined,
  ) {}

  get targets(): string[] {
    return [`mid:${this.mid}`, 'all', ...this.rooms.map((room) => `room:${room}`)];
  }

  /** Resolves when it is in its rooms. */
  async come(): Promise<void> {
    const webSocket = this.listenedTo();
    const client = new GoimClient({
      url: this.url,
      webSocket,
      cursors: this.cursors,
      backoff: { base: 50, max: 1_000, factor: 2 },
      recoverWithin: 60_000,
      getToken: () => ({ mid: this.mid, key: `key-${this.mid}` }),
    });
    this.client = client;
    this.log(`comes with ${JSON.stringify(this.cursors)}`);
    client.on('state', ({ state, code, reason = '' }) => this.log(`${state} ${code ?? ''} ${reason}`));
    client.on('message', (message) => this.note(message));
    client.on('gap', (gap) => this.noteGap(gap));
    const absent = new Set(this.rooms);
    for (const key of this.rooms) {
      const room = client.room(key);
      room.on('message', (message) => this.note(message));
      room.on('gap', (gap) => this.noteGap(gap));
      room.on('refused', ({ code }) => this.log(`is refused ${room.target}: ${code}`));
      room.on('joined', () => {
        this.log(`is in ${room.target} at ${client.cursors[room.target]}`);
        absent.delete(key);
      });
    }
    await eventually(`${this.mid} is in its rooms`, JOINS_WITHIN_MS, () => {
      if (absent.size > 0) throw new Error(`not in ${[...absent].join()}:\n${this.told()}`);
    });
  }

  async leave(): Promise<void> {
    await this.client!.close();
    // What came until then is in there.
    this.cursors = this.client!.cursors;
    this.log('has left');
  }

  /** What became of it, or of one of its targets. */
  told(target?: string): string {
    const isOf = (line: string): boolean =>
      !target || !/room:|mid:|all/.test(line) || line.includes(` ${target} `) || line.includes(`"${target}"`);
    return this.journal.filter(isOf).join('\n');
  }

  /** Goes and comes back at random, until it is told to stop; then it is there. */
  async wander(dice: Dice, until: { done: boolean }): Promise<void> {
    while (!until.done) {
      await delay(dice.roll(MAX_PAUSE_MS) + 200);
      if (dice.roll(4) > 0) continue;
      await this.leave();
      await delay(dice.roll(MAX_PAUSE_MS));
      await this.come();
    }
  }

  /** What the server says of targets goes into the journal. */
  private listenedTo(): NonNullable<GoimClientOptions['webSocket']> {
    const log = (line: string): void => this.log(line);
    const listened: unknown = class extends WebSocket {
      constructor(url: string) {
        super(url);
        this.on('message', (data: ArrayBuffer) => {
          for (const { op, body } of readFrames(Buffer.from(data), data.byteLength))
            if (VERDICTS.has(op)) log(`is told by ${op}: ${body.toString()}`);
        });
      }
    };
    return listened as NonNullable<GoimClientOptions['webSocket']>;
  }

  private log(line: string): void {
    this.journal.push(`${new Date().toISOString().slice(14, 23)} ${line}`);
  }

  private noteGap(gap: Gap): void {
    this.gaps.push({ ...gap, at: Date.now() });
    this.log(`misses of ${gap.target} (${gap.from}, ${gap.to}]: ${gap.reason}`);
  }

  protected note(message: Message): void {
    this.onMessage(message);
    const { id, target } = message;
    const heard = { id, text: message.text() };
    const known = this.messages.get(target);
    if (known) known.push(heard);
    else this.messages.set(target, [heard]);
  }
}
