import { BROKEN, Connection, UNSUPPORTED, type ConnectionEvents, type Ending, type Welcome } from './connection.js';
import { environment, LONGEST_TIMER_MS, type WebSocketClass } from './environment.js';
import { Op } from './frame.js';
import { GoimError, NeverError } from './goim-error.js';
import { askNodes, type Backoff, type Nodes } from './nodes.js';

export interface State {
  readonly state: 'connecting' | 'connected' | 'disconnected';
  /** Of `disconnected`: the close code of docs/protocol.md, 1006 where the connection broke, 1000 after `close()`. */
  readonly code?: number;
  readonly reason?: string;
  /** Of `disconnected`: milliseconds until the next attempt; absent where the client does not come back. */
  readonly retryIn?: number;
}

export interface LinkOptions {
  readonly url?: string;
  readonly nodes?: string;
  /** @param refusal why the server refused the last one, where it did; `expiring` where the one it has taken ends soon */
  getToken(refusal: string | undefined): Promise<string>;
  readonly webSocket: WebSocketClass;
  readonly backoff?: Backoff;
  readonly timeout: number;
  readonly heartbeat: number;
}

export interface LinkEvents extends Omit<ConnectionEvents, 'welcome'> {
  welcome(connection: Connection, ...args: Parameters<ConnectionEvents['welcome']>): void;
  state(state: State): void;
}

const DEFAULT_BACKOFF: Backoff = { base: 1_000, factor: 1.8, max: 30_000 };
/** A connection that lasted this long was a good one: the next attempt begins with the shortest wait again. */
const STEADY_MS = 10_000;
const CLOSED: Ending = { code: 1000, reason: 'closed' };
/** From this close code on a client does not come back. */
const FIRST_FINAL_CODE = 4501;
/** But it does after this one, once, with another token: the last one may have expired. */
const AUTH_REFUSED = 4503;
/** Of the time that a token has left. */
const REFRESH_AFTER = 0.8;
const SHORTEST_REFRESH_MS = 1_000;
const EXPIRING = 'expiring';

/** Keeps a connection to one of the comets: connects, and connects again, until it is told not to. */
export class Link {
  private connection: Connection | undefined;
  private isClosed = false;
  private wake: () => void = () => undefined;
  /** Ends the wait for the address and the token. */
  private stopAsking: () => void = () => undefined;
  private backoff: Backoff;
  /** By `Date.now()`: when the server took the last token that it took. */
  private welcomedAt = 0;
  /** The token that the server refused last, and how many it has refused since it last took one. */
  private refused = { token: '', reason: '', inARow: 0 };
  private readonly ended: Promise<void>;

  constructor(
    private readonly options: LinkOptions,
    private readonly events: LinkEvents,
  ) {
    this.backoff = options.backoff ?? DEFAULT_BACKOFF;
    environment.addEventListener?.('online', this.online);
    environment.addEventListener?.('offline', this.offline);
    // Later, so that the caller can put its handlers on first.
    this.ended = Promise.resolve().then(() => this.run());
  }

  /** Resolves when all has ended. */
  close(): Promise<void> {
    this.isClosed = true;
    this.connection?.end(CLOSED);
    this.stopAsking();
    this.wake();
    return this.ended;
  }

  private async run(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const ending = this.isClosed ? CLOSED : await this.connect();
      if (this.wasWelcome && Date.now() - this.welcomedAt > STEADY_MS) attempt = 0;
      const isFinal = this.isClosed || this.isFinal(ending);
      const { base, factor, max } = this.backoff;
      const retryIn = isFinal ? undefined : Math.round(Math.random() * Math.min(max, base * factor ** attempt));
      this.events.state({ state: 'disconnected', ...ending, retryIn });
      if (retryIn === undefined) break;
      // A handler that was told may have closed it.
      if (!this.isClosed) await this.pause(retryIn);
    }
    environment.removeEventListener?.('online', this.online);
    environment.removeEventListener?.('offline', this.offline);
  }

  private isFinal({ code }: Ending): boolean {
    return code >= FIRST_FINAL_CODE && (code !== AUTH_REFUSED || this.refused.inARow > 1);
  }

  private get wasWelcome(): boolean {
    return this.connection?.isWelcome ?? false;
  }

  /** Tries the addresses one after another until one takes the client, and lasts as long as that connection. */
  private async connect(): Promise<Ending> {
    this.events.state({ state: 'connecting' });
    this.connection = undefined;
    if (this.isClosed) return CLOSED;
    let ending: Ending = { code: BROKEN, reason: 'no address' };
    try {
      const { reason, inARow } = this.refused;
      const given = await this.prepare(inARow > 0 ? reason : undefined);
      if (!given) return CLOSED;
      const [{ urls, backoff }, token] = given;
      if (inARow > 0 && token === this.refused.token) return this.refusal(token, reason);
      this.backoff = this.options.backoff ?? backoff ?? this.backoff;
      for (const url of urls) {
        if (this.isClosed) return CLOSED;
        const connection: Connection = new Connection(
          url,
          { ...this.options, token },
          { ...this.events, welcome: (welcome) => this.welcomed(connection, welcome) },
        );
        this.connection = connection;
        ending = await connection.ended;
        if (ending.code === AUTH_REFUSED) return this.refusal(token, ending.reason);
        if (connection.isWelcome || ending.code !== BROKEN) return ending;
      }
      return ending;
    } catch (error) {
      // A program may throw anything, even nothing.
      const reason = (error as Partial<Error> | null | undefined)?.message ?? String(error);
      return { code: error instanceof NeverError ? UNSUPPORTED : BROKEN, reason };
    }
  }

  /** What it takes to connect; undefined where the client is closed meanwhile: a token may be long in coming, or never come. */
  private prepare(refusal: string | undefined): Promise<[Nodes, string] | undefined> {
    const asking = new AbortController();
    const stopped = new Promise<undefined>((resolve) => {
      this.stopAsking = () => {
        resolve(undefined);
        asking.abort();
      };
    });
    return Promise.race([stopped, Promise.all([this.addresses(asking), this.options.getToken(refusal)])]);
  }

  private welcomed(connection: Connection, welcome: Welcome): void {
    this.refused.inARow = 0;
    this.welcomedAt = Date.now();
    if (welcome.expiresIn !== undefined) this.refreshBefore(connection, welcome.expiresIn);
    this.events.welcome(connection, welcome);
  }

  /** Gives the server another token while the one that it has is good, so that the connection stays. @param seconds until its end */
  private refreshBefore(connection: Connection, seconds: number): void {
    const wait = Math.min(Math.max(seconds * REFRESH_AFTER * 1000, SHORTEST_REFRESH_MS), LONGEST_TIMER_MS);
    const endsAt = Date.now() + seconds * 1000;
    const timer = setTimeout(() => void this.refresh(connection, endsAt), wait);
    void connection.ended.then(() => clearTimeout(timer));
  }

  /** Tries again until the server ends the connection, some time after the token's end; then another one is made. */
  private async refresh(connection: Connection, endsAt: number): Promise<void> {
    const again = (): void => this.refreshBefore(connection, (endsAt - Date.now()) / 1000);
    try {
      const token = await this.options.getToken(EXPIRING);
      connection.request(Op.refresh, JSON.stringify({ token }), (reply) => {
        if (reply instanceof GoimError) return again();
        const { expiresIn } = reply.json() as Pick<Welcome, 'expiresIn'>;
        if (expiresIn !== undefined) this.refreshBefore(connection, expiresIn);
      });
    } catch (error) {
      if (!(error instanceof NeverError)) again();
    }
  }

  private refusal(token: string, reason: string): Ending {
    this.refused = { token, reason, inARow: this.refused.inARow + 1 };
    return { code: AUTH_REFUSED, reason };
  }

  private async addresses(asking: AbortController): Promise<Nodes> {
    const { url, nodes, timeout } = this.options;
    return url === undefined ? askNodes(nodes!, timeout, asking) : { urls: [url] };
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private readonly online = (): void => {
    if (this.wasWelcome) this.connection?.probe();
    this.wake();
  };

  private readonly offline = (): void => this.connection?.end({ code: BROKEN, reason: 'offline' });
}
