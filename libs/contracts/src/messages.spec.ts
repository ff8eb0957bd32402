import { describe, expect, it } from '@jest/globals';
import {
  BroadcastMessage,
  ConnectReply,
  ConnectRequest,
  DisconnectReply,
  DisconnectRequest,
  HeartbeatReply,
  HeartbeatRequest,
  LeaseEpoch,
  NodesReply,
  NodesRequest,
  OnlineReply,
  OnlineRequest,
  PushKeysMessage,
  PushRoomMessage,
  PushTask,
  PushType,
  ReceiveReply,
  ReceiveRequest,
  type MessageType,
  UNNUMBERED,
} from './messages.js';

// Messages written out by hand: a field is its tag (number << 3 | type; 0 = varint, 2 = length and bytes, 5 = 4 bytes),
// then its value. Field numbers are those of goim's .proto files.
const PROTO = '08 01' + '10 09' + '18 02' + '22 02 68 69';
const proto = { ver: 1, op: 9, seq: 2, body: Buffer.from('hi') };

describe("goim's messages", () => {
  describe.each<[name: string, type: MessageType<object>, message: object, hex: string]>([
    [
      'goim.logic.PushMsg of a room',
      PushTask,
      { type: PushType.Room, operation: 1000, speed: 0, server: '', room: 'a://1', keys: [], msg: Buffer.from('hi') },
      '08 01' + '10 e8 07' + '2a 05 61 3a 2f 2f 31' + '3a 02 68 69',
    ],
    [
      'goim.logic.PushMsg of keys',
      PushTask,
      { type: PushType.Keys, operation: 5, speed: 0, server: 'c', room: '', keys: ['k1', 'k2'], msg: Buffer.from('x') },
      '10 05' + '22 01 63' + '32 02 6b 31' + '32 02 6b 32' + '3a 01 78',
    ],
    [
      'goim.logic.PushMsg of a broadcast',
      PushTask,
      { type: PushType.Broadcast, operation: -1, speed: 300, server: '', room: '', keys: [], msg: Buffer.from('x') },
      '08 02' + '10 ff ff ff ff ff ff ff ff ff 01' + '18 ac 02' + '3a 01 78',
    ],
    [
      'goim.comet.PushMsgReq',
      PushKeysMessage,
      { keys: ['k1', 'k2'], protoOp: 1000, proto },
      '0a 02 6b 31' + '0a 02 6b 32' + `12 0a ${PROTO}` + '18 e8 07',
    ],
    [
      'goim.comet.BroadcastReq',
      BroadcastMessage,
      { protoOp: 1000, proto, speed: 7 },
      '08 e8 07' + `12 0a ${PROTO}` + '18 07',
    ],
    [
      'goim.comet.BroadcastRoomReq',
      PushRoomMessage,
      { roomID: 'a://1', proto },
      '0a 05 61 3a 2f 2f 31' + `12 0a ${PROTO}`,
    ],
    [
      'goim.logic.ConnectReq',
      ConnectRequest,
      { server: 's', cookie: 'c', token: Buffer.from('{}'), ip: 'i', connection: 300 },
      '0a 01 73' + '12 01 63' + '1a 02 7b 7d' + 'aa 06 01 69' + 'b0 06 ac 02',
    ],
    [
      'goim.logic.ConnectReply',
      ConnectReply,
      { mid: 123, key: 'k', roomID: 'r', accepts: [1000, 1001], heartbeat: 480_000_000_000 },
      '08 7b' + '12 01 6b' + '1a 01 72' + '22 04 e8 07 e9 07' + '28 80 80 eb 91 fc 0d',
    ],
    [
      'goim.logic.DisconnectReq',
      DisconnectRequest,
      { mid: 1, key: 'k', server: 's', connection: 2 },
      '08 01' + '12 01 6b' + '1a 01 73' + 'a8 06 02',
    ],
    ['goim.logic.DisconnectReply', DisconnectReply, { has: true }, '08 01'],
    [
      'goim.logic.HeartbeatReq',
      HeartbeatRequest,
      { mid: 1, key: 'k', server: 's', roomID: 'r', ip: 'i', connection: 2 },
      '08 01' + '12 01 6b' + '1a 01 73' + 'aa 06 01 72' + 'b2 06 01 69' + 'b8 06 02',
    ],
    ['goim.logic.HeartbeatReply', HeartbeatReply, {}, ''],
    ['goim.logic.OnlineReq', OnlineRequest, { server: 's', roomCount: { r: 5 } }, '0a 01 73' + '12 05 0a 01 72 10 05'],
    ['goim.logic.OnlineReply', OnlineReply, { allRoomCount: { r: 5 } }, '0a 05 0a 01 72 10 05'],
    [
      'goim.logic.ReceiveReq',
      ReceiveRequest,
      { mid: 1, proto, key: 'k', server: 's', roomID: 'r', ip: 'i', joined: ['j'], platform: 'p', time: 300 },
      '08 01' +
        `12 0a ${PROTO}` +
        'aa 06 01 6b' +
        'b2 06 01 73' +
        'ba 06 01 72' +
        'c2 06 01 69' +
        'ca 06 01 6a' +
        'd2 06 01 70' +
        'd8 06 ac 02',
    ],
    [
      'goim.logic.ReceiveReply',
      ReceiveReply,
      { error: 'e', reason: 'r', body: Buffer.from('hi') },
      'aa 06 01 65' + 'b2 06 01 72' + 'ba 06 02 68 69',
    ],
    ['goim.logic.NodesReq', NodesRequest, { platform: 'web', clientIP: 'i' }, '0a 03 77 65 62' + '12 01 69'],
    [
      'goim.logic.NodesReply',
      NodesReply,
      {
        domain: 'd',
        tcp_port: 1,
        ws_port: 2,
        wss_port: 3,
        heartbeat: 4,
        nodes: ['n'],
        backoff: { max_delay: 5, base_delay: 6, factor: 0.5, jitter: 0.25 },
        heartbeat_max: 7,
      },
      '0a 01 64' +
        '10 01' +
        '18 02' +
        '20 03' +
        '28 04' +
        '32 01 6e' +
        '3a 0e 08 05 10 06 1d 00 00 00 3f 25 00 00 80 3e' +
        '40 07',
    ],
  ])('%s', (_, type, message, hex) => {
    const wire = Buffer.from(hex.replaceAll(' ', ''), 'hex');

    it('is read from its bytes', () => {
      expect(plain(type.decode(wire), message)).toEqual(plain(message, message));
    });

    it('is written so that the other side reads the same', () => {
      const written = type.encode(message).finish();
      expect(plain(type.decode(written), message)).toEqual(plain(message, message));
      // Ours also writes fields that are zero or empty; without them it is what goim's writer writes.
      expect(Buffer.from(type.encode(withoutEmpty(message)).finish()).toString('hex')).toBe(wire.toString('hex'));
    });
  });

  it('read what is absent as zero, empty or none', () => {
    const { type, operation, speed, server, room, keys, msg } = PushTask.decode(Buffer.alloc(0));
    expect({ type, operation, speed, server, room, keys, bytes: msg.length }).toEqual({
      type: 0,
      operation: 0,
      speed: 0,
      server: '',
      room: '',
      keys: [],
      bytes: 0,
    });
    expect(PushKeysMessage.decode(Buffer.alloc(0)).proto).toBeNull();
  });

  it('skip fields that they do not know', () => {
    const wire = Buffer.from('08 01 fa 07 03 61 62 63 d0 0f 05'.replaceAll(' ', ''), 'hex');
    expect(DisconnectReply.decode(wire).has).toBe(true);
  });

  it('read a list of numbers whether it is packed or not', () => {
    const packed = ConnectReply.decode(Buffer.from('2204e807e907', 'hex'));
    const unpacked = ConnectReply.decode(Buffer.from('20e80720e907', 'hex'));
    expect([packed.accepts, unpacked.accepts]).toEqual([
      [1000, 1001],
      [1000, 1001],
    ]);
  });

  it('carry a body without looking at it', () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { proto: read } = PushRoomMessage.decode(
      PushRoomMessage.encode({ roomID: 'r', proto: { ...proto, body }, ...UNNUMBERED.room }).finish(),
    );
    expect(Buffer.from(read!.body).equals(body)).toBe(true);
  });

  it('carry rooms of every name', () => {
    const roomCount = Object.fromEntries(
      ['constructor', 'toString', '__proto__', 'live://房'].map((room) => [room, 3]),
    );
    const { allRoomCount } = OnlineReply.decode(OnlineReply.encode({ allRoomCount: roomCount }).finish());
    expect(Object.entries(allRoomCount)).toEqual(Object.entries(roomCount));
  });
});

describe('64-bit fields', () => {
  it.each([
    [0, ''],
    [1, '08 01'],
    [2 ** 31, '08 80 80 80 80 08'],
    [2 ** 32 + 1, '08 81 80 80 80 10'],
    [Number.MAX_SAFE_INTEGER, '08 ff ff ff ff ff ff ff 0f'],
    [2n ** 53n, '08 80 80 80 80 80 80 80 10'],
    [663_291_537_152_950_273n, '08 81 80 99 b4 b8 84 9f 9a 09'],
    [2n ** 63n - 1n, '08 ff ff ff ff ff ff ff ff 7f'],
    [-(2n ** 63n), '08 80 80 80 80 80 80 80 80 80 01'],
    [-1, '08 ff ff ff ff ff ff ff ff ff 01'],
  ])('are numbers: %i', (mid, hex) => {
    const read = ConnectReply.decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    expect(read.mid).toBe(mid);
    const written = ConnectReply.encode({
      mid,
      key: '',
      roomID: '',
      accepts: [],
      heartbeat: 0,
      platform: '',
      joined: [],
      revision: 0,
      expiresIn: 0,
      tokenId: '',
      isProven: false,
      life: 0,
    }).finish();
    expect(ConnectReply.decode(written).mid).toBe(mid);
  });
});

it('the rest of a message loses what is absent from its bytes: the compiler does not let it pass', () => {
  const { partition, ...rest } = LeaseEpoch.decode(new Uint8Array(0));
  // @ts-expect-error -- as it says
  expect([partition, rest.store]).toEqual([0, undefined]);
});

describe('bytes that are no message', () => {
  it.each([
    ['an end inside a number', '10'],
    ['an end inside a string', '22 05 61'],
    ['a number that never ends', '10 ff ff ff ff ff ff ff ff ff ff ff'],
    ['the field number 0', '00 00'],
    ['a wire type that there is not', '0f'],
    ['a group that is not ended', '0b 10 01'],
  ])('throw: %s', (_, hex) => {
    expect(() => PushTask.decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toThrow();
  });
});

/** The fields of `like`, read one by one: absent ones are on the message's prototype. Bytes as hex. */
function plain(message: object, like: object): object {
  return Object.fromEntries(
    Object.entries(like).map(([name, sample]) => [
      name,
      plainValue((message as Record<string, unknown>)[name], sample),
    ]),
  );
}

function plainValue(value: unknown, sample: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return plain(value, sample as object);
}

function withoutEmpty(message: object): object {
  return Object.fromEntries(
    Object.entries(message).filter(([, value]) => value !== 0 && value !== '' && (value as unknown[]).length !== 0),
  );
}
