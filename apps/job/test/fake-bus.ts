import { EventEmitter } from 'node:events';
import type { Bus, NodeDirectory } from '#bus';
import { AppError, type CometId, type NodeInfo } from '#contracts';

interface Published {
  readonly subject: string;
  readonly data: Uint8Array;
}

/** A bus that keeps what is published, in its order, and answers requests as the test says. */
export class FakeBus extends EventEmitter {
  /** Publishes, and `flush` and `request <subject>` where they came between them. */
  readonly log: string[] = [];
  readonly published: Published[] = [];
  isConnected = true;
  maxPayloadBytes = 1_048_576;
  answer: (subject: string) => Promise<void> = async () => undefined;
  failFlush = false;
  private connections = 1;

  get asBus(): Bus {
    return this as unknown as Bus;
  }

  publish(subject: string, data: Uint8Array): void {
    if (data.length > this.maxPayloadBytes) throw new AppError('invalid-argument', `${data.length} bytes are too long`);
    this.log.push(subject);
    this.published.push({ subject, data });
  }

  async request(subject: string, data: Uint8Array): Promise<void> {
    if (data.length > this.maxPayloadBytes) throw new AppError('invalid-argument', `${data.length} bytes are too long`);
    this.log.push(`request ${subject}`);
    if (data.length > 0) this.published.push({ subject, data });
    await this.answer(subject);
  }

  /** The connection is another one now. */
  breaks(): void {
    this.connections++;
  }

  unbroken(): () => boolean {
    const { connections } = this;
    return () => this.isConnected && this.connections === connections;
  }

  async flush(): Promise<void> {
    this.log.push('flush');
    if (this.failFlush || !this.isConnected) throw new AppError('unavailable', 'the connection to NATS broke');
  }
}

export class FakeDirectory {
  /** Connections of each comet; 0 where none are named. */
  readonly connections = new Map<string, number>();
  /** Which of them are goim's own. */
  readonly goims = new Set<string>();
  private readonly suspects = new Set<string>();
  private readonly listeners = new Set<() => void>();

  constructor(readonly comets: string[]) {}

  on(_event: 'join', listener: () => void): void {
    this.listeners.add(listener);
  }

  off(_event: 'join', listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** How many wait for a comet. */
  get waiting(): number {
    return this.listeners.size;
  }

  join(comet: string): void {
    this.comets.push(comet);
    for (const listener of this.listeners) listener();
  }

  get asDirectory(): NodeDirectory {
    return this as unknown as NodeDirectory;
  }

  get size(): number {
    return this.comets.length;
  }

  has(comet: CometId): boolean {
    return this.comets.includes(comet);
  }

  suspect(comet: string): void {
    this.suspects.add(comet);
  }

  isSuspect(comet: string): boolean {
    return this.suspects.has(comet);
  }

  get(comet: string): Partial<NodeInfo> | undefined {
    return this.all().find(({ id }) => id === comet);
  }

  all(): Partial<NodeInfo>[] {
    return this.comets.map((id) => ({
      id: id as CometId,
      connections: this.connections.get(id) ?? 0,
      ...(this.goims.has(id) && { goim: true, grpc: `${id}:3109` }),
    }));
  }

  ids(): string[] {
    return [...this.comets];
  }
}
