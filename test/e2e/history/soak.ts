import { setTimeout as delay } from 'node:timers/promises';
import { GoimClient, type Gap, type GoimClientOptions, type Message } from '#client';
import { Operation, readFrames } from '#protocol';
import { eventually } from '#test-support';
import { WebSocket } from 'ws';

const OPERATION = 1000;
const VERDICTS: ReadonlySet<number> = new Set([Operation.JoinRoomReply, Operation.ResumeReply, Operation.Notice]);
const BATCH = 100;
const MAX_PAUSE_MS = 1_500;
const JOINS_WITHIN_MS = 120_000;

/** The same numbers for the same seed, so that a run can be repeated. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export class Dice {
  constructor(private state: number) {}

  /** 0 to n - 1. */
  roll(n: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * n);
  }
}

/** What one client of version 2 saw, over all of its connections. */
export class Listener {
  readonly messages = new Map<string, Message[]>();
  readonly gaps: Gap[] = [];
  /** For people: what became of it, and when. */
  private readonly journal: string[] = [];
  private client: GoimClient | undefined;
  private cursors: Record<string, string> = {};

  constructor(
    readonly mid: number,
    readonly rooms: readonly string[],
    private readonly url: string,
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
    this.gaps.push(gap);
    this.log(`misses of ${gap.target} (${gap.from}, ${gap.to}]: ${gap.reason}`);
  }

  private note(message: Message): void {
    const known = this.messages.get(message.target);
    if (known) known.push(message);
    else this.messages.set(message.target, [message]);
  }
}

/** Pushes `count` messages, in batches, each repeated under its idempotency key until it is accepted. */
export async function pushAll(
  base: () => string,
  count: number,
  dice: Dice,
  rooms: number,
  members: number,
): Promise<Map<string, string[]>> {
  const accepted = new Map<string, string[]>();
  for (let sent = 0; sent < count; sent += BATCH) {
    const pushes: object[] = [];
    const targets: [string, string][] = [];
    for (let n = sent; n < Math.min(sent + BATCH, count); n++) {
      const message = String(n);
      const kind = dice.roll(100);
      if (kind < 90) {
        const room = `live://${dice.roll(rooms)}`;
        pushes.push({ to: 'room', room, operation: OPERATION, message });
        targets.push([`room:${room}`, message]);
      } else if (kind < 99) {
        const mid = 1 + dice.roll(members);
        pushes.push({ to: 'mids', mids: [mid], operation: OPERATION, message });
        targets.push([`mid:${mid}`, message]);
      } else {
        pushes.push({ to: 'all', operation: OPERATION, message });
        targets.push(['all', message]);
      }
    }
    await accept(base, `soak-${sent}`, JSON.stringify({ pushes }));
    for (const [target, message] of targets) {
      const messages = accepted.get(target);
      if (messages) messages.push(message);
      else accepted.set(target, [message]);
    }
  }
  return accepted;
}

async function accept(base: () => string, key: string, body: string): Promise<void> {
  for (;;) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const status = await fetch(`${base()}/v1/push/batch`, { method: 'POST', headers, body }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 202) return;
    if (status !== 503 && status !== 0) throw new Error(`a batch was answered with ${status}`);
    await delay(100);
  }
}
