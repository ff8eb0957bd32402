import { encodeFrame, HEADER_BYTES, MAX_INBOUND_BODY_BYTES, Operation } from '#protocol';

export const EMPTY = Buffer.alloc(0);
// Numbers that the client's own requests don't come to.
export const HEARTBEAT = encodeFrame(Operation.Heartbeat, 1_000_001, EMPTY);
export const AUTH = encodeFrame(Operation.Auth, 1_000_002, Buffer.from('{}'));

/** A header as a client may send it. */
function header({ packetBytes = HEADER_BYTES, headerBytes = HEADER_BYTES }): Buffer {
  const bytes = Buffer.from(HEARTBEAT);
  bytes.writeInt32BE(packetBytes, 0);
  bytes.writeInt16BE(headerBytes, 4);
  return bytes;
}

export const BAD_BYTES: [what: string, bytes: Buffer, fault: string][] = [
  ['a packLen below the header', header({ packetBytes: 15 }), 'packet-too-short'],
  ['a packLen of 0', header({ packetBytes: 0 }), 'packet-too-short'],
  ['a negative packLen', header({ packetBytes: -1 }), 'packet-too-short'],
  [
    'a packLen above the longest',
    header({ packetBytes: HEADER_BYTES + MAX_INBOUND_BODY_BYTES + 1 }),
    'packet-too-long',
  ],
  ['the longest packLen there is', header({ packetBytes: 2 ** 31 - 1 }), 'packet-too-long'],
  ['a headerLen that is not 16', header({ headerBytes: 20 }), 'bad-header-length'],
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: comet\r\n\r\n'), 'packet-too-long'],
  ['ones', Buffer.alloc(100, 0xff), 'packet-too-short'],
  ['a good packet and then garbage', Buffer.concat([HEARTBEAT, Buffer.alloc(100, 0xff)]), 'packet-too-short'],
];

/** goim's clients wait for the reply. */
export const IGNORED_BODIES: [what: string, op: number, body: string, why: string, answer?: string][] = [
  ['a list of operations with a word in it', Operation.Subscribe, '1000,x', 'bad-operations'],
  ['a list of operations that ends with a comma', Operation.Subscribe, '1000,', 'bad-operations'],
  ['a list of operations to leave with a word in it', Operation.Unsubscribe, 'all', 'bad-operations'],
  [
    'a list of more operations than one may have',
    Operation.Subscribe,
    Array.from({ length: 1_001 }, (_, n) => n).join(','),
    'too-many-operations',
    '{"error":"too-many-operations"}',
  ],
  [
    'a room to join that is too long',
    Operation.JoinRoom,
    `live://${'x'.repeat(250)}`,
    'bad-room',
    '{"error":"bad-room"}',
  ],
];

export const BAD_BODIES: [what: string, op: number, body: string][] = [
  ['a room key that is too long', Operation.ChangeRoom, `live://${'x'.repeat(250)}`],
];

export const BAD_MESSAGES: [what: string, bytes: Buffer][] = [
  ['is shorter than its packLen', header({ packetBytes: HEADER_BYTES + 1 })],
  ['is shorter than a header', HEARTBEAT.subarray(0, 10)],
  ['is empty', EMPTY],
  ['ends inside its second packet', Buffer.concat([HEARTBEAT, HEARTBEAT.subarray(0, 15)])],
];

export const BAD_TOKENS: [what: string, token: string][] = [
  ['no JSON', '{"mid":1'],
  ['an empty body', ''],
  ['no object', '[1]'],
  ['a mid that is no number', '{"mid":"one"}'],
  ['a mid above the integers', '{"mid":1e300}'],
  ['a key that is too long', `{"key":"${'k'.repeat(257)}"}`],
  ['a room that is too long', `{"room_id":"${'r'.repeat(257)}"}`],
  ['accepts that are no numbers', '{"accepts":["1000"]}'],
];
