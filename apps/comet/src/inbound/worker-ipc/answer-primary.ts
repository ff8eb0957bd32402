import type { PushTarget } from '../push-target.js';
import type { WorkerCall, WorkerCallMessage, WorkerReplyMessage } from './worker-call.js';

/** The IPC channel to the primary process. */
export interface PrimaryChannel {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  send?(message: WorkerReplyMessage): unknown;
}

/** In a worker: does what its primary asks of this process's connections. */
export function answerPrimary(target: PushTarget, channel: PrimaryChannel): void {
  channel.on('message', (message) => {
    const { type, id, call } = (message ?? {}) as Partial<WorkerCallMessage>;
    if (type !== 'call' || id === undefined || !call) return;
    void perform(target, call).then((rooms) => channel.send?.({ type: 'reply', id, rooms }));
  });
}

async function perform(target: PushTarget, call: WorkerCall): Promise<WorkerReplyMessage['rooms']> {
  switch (call.method) {
    case 'pushKeys':
      await target.pushKeys(...call.args);
      return undefined;
    case 'pushAll':
      await target.pushAll(...call.args);
      return undefined;
    case 'pushRoom':
      await target.pushRoom(...call.args);
      return undefined;
    case 'roomKeys':
      return target.roomKeys();
  }
}
