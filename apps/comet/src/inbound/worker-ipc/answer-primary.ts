import type { PushTarget } from '../push-target.js';
import type { WorkerCall, WorkerCallMessage, WorkerHealth, WorkerReplyMessage } from './worker-call.js';

/** The IPC channel to the primary process. */
export interface PrimaryChannel {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  send?(message: WorkerReplyMessage): unknown;
}

/** What this process is, as its primary asks for it. */
export interface AskedWorker {
  readonly target: PushTarget;
  readonly look: () => Promise<WorkerHealth>;
}

/** In a worker: does what its primary asks of this process's connections, and says how it is. */
export function answerPrimary(worker: AskedWorker, channel: PrimaryChannel): void {
  channel.on('message', (message) => {
    const { type, id, call } = (message ?? {}) as Partial<WorkerCallMessage>;
    if (type !== 'call' || id === undefined || !call) return;
    void perform(worker, call).then((answer) => channel.send?.({ type: 'reply', id, ...answer }));
  });
}

async function perform({ target, look }: AskedWorker, call: WorkerCall): Promise<Answer> {
  switch (call.method) {
    case 'pushKeys':
      await target.pushKeys(...call.args);
      return {};
    case 'pushAll':
      await target.pushAll(...call.args);
      return {};
    case 'pushRoom':
      await target.pushRoom(...call.args);
      return {};
    case 'roomKeys':
      return { rooms: await target.roomKeys() };
    case 'health':
      return { health: await look() };
  }
}

type Answer = Pick<WorkerReplyMessage, 'rooms' | 'health'>;
