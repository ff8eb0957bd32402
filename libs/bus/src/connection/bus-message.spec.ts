import { expect, it } from '@jest/globals';
import type { Msg } from '@nats-io/transport-node';
import { ReceivedMessage } from './bus-message.js';

// Each answer of a turn was a write of its own beside what was published in it.
it('an answer goes out with what else is published in its turn', () => {
  const done: string[] = [];
  const answering = { join: () => done.push('join'), foreign: (subject: string) => done.push(`foreign ${subject}`) };
  const msg = { subject: 'asked', reply: '_INBOX.a', respond: () => done.push('respond') > 0 };
  const message = new ReceivedMessage(msg as unknown as Msg, answering);
  expect(message.respond(new Uint8Array(0))).toBe(true);
  expect(done).toEqual(['join', 'respond']);
});
