import { once } from 'node:events';
import { connect as connectByTcp } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '#bus';
import { roomKey } from '#contracts';
import { Operation } from '#protocol';
import { Broker, GoimClient, type Token } from '#test-support';
import { boot } from '../../../apps/comet/src/boot.js';
import { SessionTable } from '../../../apps/comet/src/client/session/session-table.js';
import { checkCometConfig } from '../../../apps/comet/src/config/check.js';
import type { CometConfig } from '../../../apps/comet/src/config/comet.config.js';
import { Hub } from '../../../apps/comet/src/hub/hub.js';
import { fakeChannel, packet } from '../../../apps/comet/test/fake-outlet.js';
import { LiveApp, LOGIC_BASE, type Boot } from './live-app.js';

const bootComet: Boot = (commandLine) => boot(checkCometConfig(commandLine));

const GRPC = { enabled: false };
const BASE = { tcp: { port: 0 }, websocket: { port: 0 }, http: { port: 0 }, ops: { port: 0 }, grpc: GRPC };
/** Longer than the shortest timeouts of the configuration, and than a sweep of the sessions. */
export const LONG_MS = 2_500;
export const SHORT_MS = 800;
const TWO_KIB = 'x'.repeat(2_048);

interface Instance {
  readonly metadata: Record<'addrs' | 'weight', string>;
}

/** A comet beside a logic, both in this process, and what is seen of the comet's doing. */
export class LiveComet {
  private broker!: Broker;
  private bus!: Bus;
  logic!: LiveApp;
  comet!: LiveApp;
  private readonly clients: GoimClient[] = [];
  /** A name of its own for each look. */
  private last = 0;

  async start(bootLogic: Boot): Promise<LiveApp> {
    this.broker = await Broker.start();
    this.bus = await this.broker.connect();
    this.logic = await LiveApp.start(bootLogic, this.broker, LOGIC_BASE);
    this.comet = await LiveApp.start(bootComet, this.broker, BASE);
    return this.comet;
  }

  async stop(): Promise<void> {
    for (const one of this.clients) one.close();
    await this.comet.stop();
    await this.logic.stop();
    await this.broker.stop();
  }

  name(): string {
    return `n${++this.last}`;
  }

  async client(token: Token = {}): Promise<GoimClient> {
    const opened = await GoimClient.open(this.comet.address('tcp'), { key: this.name(), ...token });
    this.clients.push(opened);
    return opened;
  }

  /** Opens a connection by HTTP that nobody polls yet. */
  async openByHttp(): Promise<{ status: number; key: string; url: string }> {
    const key = this.name();
    const connections = `${this.comet.address('http')}/v1/connections`;
    const response = await fetch(connections, { method: 'POST', body: JSON.stringify({ key }) });
    const { id = '' } = (await response.json()) as { id?: string };
    return { status: response.status, key, url: `${connections}/${id}` };
  }

  /** @returns 200 while the connection is there, 410 where it was closed */
  async pollStatus(url: string): Promise<number> {
    return (await fetch(`${url}/poll?cursor=0&timeout=0`)).status;
  }

  /** How the connection stands of a client that was pushed twice 2 KiB and took nothing. */
  async afterTwoPushes(): Promise<number> {
    const { key, url } = await this.openByHttp();
    for (let n = 0; n < 2; n++) this.comet.get(Hub).pushKeys([key], null, packet(TWO_KIB));
    return this.pollStatus(url);
  }

  /** What logic's list of nodes says of the comet; nothing where it takes no new clients. */
  async instance(): Promise<Instance['metadata'] | undefined> {
    const response = await fetch(`${this.logic.address('http')}/goim/nodes/instances`);
    const { data } = (await response.json()) as { data: Instance[] };
    return data[0]?.metadata;
  }

  /** @returns whether the second of two messages, so many milliseconds apart, is refused */
  async refusesSecond(apartMs: number): Promise<boolean> {
    const sender = await this.client();
    await sender.request(Operation.SendMessage, 'one');
    await delay(apartMs);
    return (await sender.request(Operation.SendMessage, 'two')).body.includes('rate-limited');
  }

  /** Counts what is sent on a subject while something is done. */
  async countOn(subject: string, doing: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const subscription = this.bus.subscribe(subject, () => count++);
    await this.bus.flush();
    await doing();
    subscription.unsubscribe();
    return count;
  }

  /** @returns whether the server ends a connection on which these bytes are all that ever comes */
  async isEnded(port: string, bytes: string): Promise<boolean> {
    const socket = connectByTcp({ host: '127.0.0.1', port: Number(new URL(port).port) });
    socket.on('error', () => undefined).resume();
    if (bytes !== '') socket.write(bytes);
    const ended = await Promise.race([once(socket, 'close').then(() => true), delay(LONG_MS, false)]);
    socket.destroy();
    return ended;
  }

  /** Pushes to a room of many members, each of whom takes a while to write to. @returns whether all were written at once */
  writesAtOnce(): boolean {
    const members = 300;
    const hub = this.comet.get(Hub);
    const room = roomKey('slices', this.name());
    let written = 0;
    const added = Array.from({ length: members }, () => {
      const { channel, outlet } = fakeChannel(this.name());
      outlet.onWrite = () => {
        written++;
        const until = performance.now() + 0.1;
        while (performance.now() < until);
      };
      hub.add(channel);
      hub.move(channel, room);
      return channel;
    });
    hub.pushRoom(room, packet('x'));
    const atOnce = written;
    for (const channel of added) hub.remove(channel);
    return atOnce === members;
  }

  /** Ends a comet with very many clients. @returns whether closing them took a while */
  async closesSlowly(): Promise<boolean> {
    const { window } = this.comet.config<CometConfig>().shutdown;
    const ending = await LiveApp.start(bootComet, this.broker, { ...BASE, shutdown: { window: '30s' } });
    await ending.set({ 'shutdown.window': `${window}ms` });
    const closedAt: number[] = [];
    const table = ending.get(SessionTable);
    for (let n = 0; n < 2_000; n++) {
      const close = (): void => {
        closedAt.push(performance.now());
        table.remove(session);
      };
      const session = {
        connection: { id: -n, close },
        dueAt: Infinity,
        due: () => undefined,
        who: { ip: '' },
        isAuthenticated: true,
        changedAt: 0,
        tableIndex: -1,
        register: async () => true,
      };
      table.add(session);
    }
    await ending.stop();
    return closedAt.at(-1)! - closedAt[0]! > 400;
  }
}
