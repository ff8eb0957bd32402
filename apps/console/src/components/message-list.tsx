import { Link } from 'wouter';
import type { EncodedBody } from '../bytes.js';
import { explainLink } from '../links.js';
import { BodyView } from './body-view.js';
import { Time } from './facts.js';

interface ShownMessage extends EncodedBody {
  /** Null where its place in the queue is not known. */
  readonly id: string | null;
  readonly epoch: string | null;
  readonly time: number;
  readonly operation: number;
  readonly sender?: number | string | null;
  /** Its number in the list, where one message may be in it twice. */
  readonly n?: number;
}

interface Props {
  readonly messages: readonly ShownMessage[];
  readonly label: string;
  /** Whose they are, where they are of one session. */
  readonly sessionKey?: string;
}

export function MessageList({ messages, label, sessionKey }: Props) {
  return (
    <ol className="messages" aria-label={label}>
      {messages.map((message) => (
        <li key={message.n ?? `${message.epoch}:${message.id}`}>
          <div className="message-head">
            <Time at={message.time} />
            <span>operation {message.operation}</span>
            {message.id !== null && (
              <span className="quiet">
                message <code>{message.id}</code>
              </span>
            )}
            {message.sender !== undefined && message.sender !== null && (
              <span className="quiet">from member {message.sender}</span>
            )}
            {message.id !== null && (
              <Link href={explainLink(`${message.epoch}:${message.id}`, sessionKey)}>Did it arrive?</Link>
            )}
          </div>
          <BodyView of={message} />
        </li>
      ))}
    </ol>
  );
}
