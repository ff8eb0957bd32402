import { AppError, type CometId, type ReceiveRequest, type RoomKey, type SessionKey, type Mid } from '#contracts';
import { Operation } from '#protocol';
import { readRelay, type RelayRequest } from './relay-form.js';

/** What a client sent by operation 4 or by one that is not of the protocol, and who it is. */
export interface UpstreamMessage {
  /** 0 = anonymous. */
  readonly mid: Mid;
  /** '' where a legacy comet does not send it. */
  readonly key: SessionKey | '';
  /** Every room that it was in when it sent this, the primary one first. */
  readonly rooms: readonly RoomKey[];
  /** What it says it runs on, such as web or ios; '' = it does not say. */
  readonly platform: string;
  readonly ip: string;
  readonly comet: CometId;
  readonly ver: number;
  readonly op: number;
  readonly seq: number;
  /** As the client sent it. */
  readonly body: Uint8Array;
  /** When the comet received it: milliseconds since 1970. */
  readonly time: number;
  /** The relay that the client asks for; null = none. */
  readonly relay: RelayRequest | null;
}

/** @param relays whether bodies of operation 4 may ask for a relay @throws AppError `invalid-argument` */
export function toUpstreamMessage(request: ReceiveRequest, relays: boolean): UpstreamMessage {
  const { mid, key, roomID, joined, platform, ip, server, time, proto } = request;
  if (!proto) throw new AppError('invalid-argument', 'proto is missing');
  const { ver, op, seq, body } = proto;
  return {
    mid,
    key: key as SessionKey | '',
    rooms: (roomID === '' ? joined : [roomID, ...joined]) as RoomKey[],
    platform,
    ip,
    comet: server as CometId,
    ver,
    op,
    seq,
    body,
    time: time || Date.now(),
    relay: relayOf(op, body, relays),
  };
}

/** The message with another operation or body. @throws AppError `invalid-argument` */
export function withChange(
  message: UpstreamMessage,
  { op = message.op, body = message.body }: { readonly op?: number; readonly body?: Uint8Array },
  relays: boolean,
): UpstreamMessage {
  return { ...message, op, body, relay: relayOf(op, body, relays) };
}

function relayOf(op: number, body: Uint8Array, relays: boolean): RelayRequest | null {
  return relays && op === Operation.SendMessage ? readRelay(body) : null;
}
