import type { Pushable } from '../push-target.js';
import type { WorkerCall, WorkerCallMessage, WorkerReplyMessage } from './worker-call.js';

/** The channel to the process that keeps this one. */
export interface PrimaryChannel {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  send?(message: WorkerReplyMessage): unknown;
}

/** In a worker: does what its primary asks of this process's connections. */
export function answerPrimary(connections: Pushable, channel: PrimaryChannel): void {
  channel.on('message', (message) => {
    const { type, id, call } = (message ?? {}) as Partial<WorkerCallMessage>;
    if (type !== 'call' || id === undefined || !call) return;
    void perform(connections, call).then((rooms) => channel.send?.({ type: 'reply', id, rooms }));
  });
}

async function perform(connections: Pushable, call: WorkerCall): Promise<WorkerReplyMessage['rooms']> {
  switch (call.method) {
    case 'pushKeys':
      await connections.pushKeys(...call.args);
      return undefined;
    case 'pushAll':
      await connections.pushAll(...call.args);
      return undefined;
    case 'pushRoom':
      await connections.pushRoom(...call.args);
      return undefined;
    case 'rooms':
      return connections.rooms();
  }
}
