import type { ReceiveRequest } from '#contracts';
import { fieldsOf } from '#test-support';
import { UpstreamLog } from '../src/upstream/upstream-log.js';

interface Appended extends Omit<ReceiveRequest, 'proto'> {
  readonly op: number;
  readonly body: string;
  readonly messageId: string | undefined;
}

/** A log that keeps what it is given, and fails where the test says so. */
export class FakeUpstreamLog extends UpstreamLog {
  isEnabled = true;
  readonly appended: Appended[] = [];
  /** What it throws, or rejects with, is the message's failure. */
  store: () => Promise<void> | void = () => undefined;

  async append(request: ReceiveRequest, messageId?: string): Promise<void> {
    await this.store();
    const { proto, ...message } = fieldsOf(request);
    this.appended.push({ ...message, op: proto!.op, body: Buffer.from(proto!.body).toString(), messageId });
  }
}

/** What a comet hands over of a client in the room `live://1`. */
export function fakeReceiveRequest(op: number, body: string, given: Partial<ReceiveRequest> = {}): ReceiveRequest {
  return {
    mid: 7,
    proto: { ver: 1, op, seq: 3, body: Buffer.from(body) },
    key: 'a',
    server: 'comet-1',
    roomID: 'live://1',
    ip: '10.0.0.1',
    joined: ['live://2'],
    platform: 'web',
    time: 1_700_000_000_000,
    ...given,
  };
}
