import type { RoomKey } from '#contracts';
import { PushTarget } from '../push-target.js';
import type { WorkerCalls } from './worker-calls.js';

/** All workers of a primary, which takes the pushes for them: each call goes to all of them. */
export class WorkersPushTarget extends PushTarget {
  constructor(private readonly workers: Pick<WorkerCalls, 'ask' | 'count'>) {
    super();
  }

  async pushKeys(keys: readonly string[], operation: number | null, packets: Uint8Array): Promise<void> {
    await this.workers.ask({ method: 'pushKeys', args: [keys, operation, packets] });
  }

  async pushAll(operation: number | null, packets: Uint8Array, perSecond: number): Promise<void> {
    const share = perSecond === 0 ? 0 : Math.max(Math.round(perSecond / Math.max(this.workers.count, 1)), 1);
    await this.workers.ask({ method: 'pushAll', args: [operation, packets, share] });
  }

  async pushRoom(room: RoomKey, packets: Uint8Array): Promise<void> {
    await this.workers.ask({ method: 'pushRoom', args: [room, packets] });
  }

  async roomKeys(): Promise<RoomKey[]> {
    const answers = await this.workers.ask({ method: 'roomKeys', args: [] });
    return [...new Set(answers.flatMap(({ rooms = [] }) => rooms))];
  }
}
