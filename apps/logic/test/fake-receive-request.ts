import type { ReceiveRequest } from '#contracts';

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
