import { describe, expect, it } from '@jest/globals';
import { Downlink, encodeFrame, readFrames } from '#protocol';
import { closeOf, messagesOf, packetsFromJson } from './message-json.js';

const frames = (json: string) =>
  readFrames(packetsFromJson(Buffer.from(json)), 4096).map(({ body, ...rest }) => ({ ...rest, body: body.toString() }));

describe('messages as JSON', () => {
  it('have their body as text, or in base64 where it is none', () => {
    const packets = [encodeFrame(1000, 0, Buffer.from('grüße')), encodeFrame(1001, 7, Buffer.from([0xff, 0]), 2)];
    expect(messagesOf(Buffer.concat(packets))).toEqual([
      { op: 1000, ver: 1, seq: 0, body: 'grüße' },
      { op: 1001, ver: 2, seq: 7, base64: '/wA=' },
    ]);
    expect(messagesOf(new Uint8Array(0))).toEqual([]);
  });

  it('name their message and target where they are pushed to a client of version 2', () => {
    const origin = { epoch: 7, ids: [2048, 3072], prev: 1024, transient: [1] };
    const packets = Buffer.concat([encodeFrame(1000, 0, Buffer.from('hi')), encodeFrame(1001, 0, Buffer.from([0xff]))]);
    const pushes = new Downlink([{ packets, origin }], 'mid:7').targeted.tcp;
    const reply = encodeFrame(23, 4, Buffer.from('{}'), 2);
    expect(messagesOf(Buffer.concat([reply, pushes, reply]))).toEqual([
      { op: 23, ver: 2, seq: 4, body: '{}' },
      { op: 1000, ver: 2, seq: 0, id: '2048', prev: '1024', target: 'mid:7', body: 'hi' },
      { op: 1001, ver: 2, seq: 0, id: '0', prev: '0', target: 'mid:7', base64: '/w==' },
      { op: 23, ver: 2, seq: 4, body: '{}' },
    ]);
  });

  it('tell the online count of a heartbeat as a number', () => {
    expect(messagesOf(encodeFrame(3, 5, Buffer.from([0, 0, 1, 2])))).toEqual([{ op: 3, ver: 1, seq: 5, online: 258 }]);
  });
});

describe('what a client sends as JSON', () => {
  it('is one message or a list, with text or base64', () => {
    expect(frames('{"op":2}')).toEqual([{ op: 2, ver: 1, seq: 0, body: '' }]);
    expect(frames('[{"op":4,"seq":3,"body":"hi"},{"op":1000,"ver":9,"base64":"aGk="}]')).toEqual([
      { op: 4, ver: 1, seq: 3, body: 'hi' },
      { op: 1000, ver: 9, seq: 0, body: 'hi' },
    ]);
  });

  it.each([
    ['no JSON', '{', 'the body is no JSON'],
    ['nothing', '', 'the body is no JSON'],
    ['no operation', '{}', '0.op: '],
    ['a number that does not fit', '{"op":2147483648}', '0.op: '],
    ['a key that nobody reads', '{"op":2,"bdy":""}', '"bdy"'],
    ['two bodies', '{"op":4,"body":"","base64":""}', '0: either body or base64, not both'],
    ['no base64', '{"op":4,"base64":"?"}', '0.base64: '],
    ['an empty list', '[]', 'Too small'],
    ['a body that is too long', `[{"op":4},{"op":4,"body":"${'x'.repeat(4097)}"}]`, '1: a body has at most 4096 bytes'],
  ])('is refused by name where it is %s', (_, json, why) => {
    expect(() => packetsFromJson(Buffer.from(json))).toThrow(why);
  });

  it.each(['['.repeat(32_000), '[[1]]', '[{"op":[{}]}]', '{"op":{"a":[]}}'])(
    'is refused before it is parsed where more is in one another: %.20s',
    (json) => {
      expect(() => packetsFromJson(Buffer.from(json))).toThrow(/no list of messages|expected/);
    },
  );

  it('may have brackets in its texts', () => {
    const body = '[[[{{{\\\\"[[[';
    expect(
      packetsFromJson(Buffer.from(JSON.stringify([{ op: 4, body }])))
        .subarray(16)
        .toString(),
    ).toBe(body);
  });

  it('is refused where it is no UTF-8', () => {
    expect(() => packetsFromJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('no UTF-8');
  });
});

describe('the end of a connection', () => {
  it('is told with its code, and what else there is to say', () => {
    expect(closeOf('replaced', '')).toEqual({ code: 4501, reason: 'replaced', reconnect: false });
    expect(closeOf('kicked', 'spam')).toMatchObject({ code: 4504, message: 'spam' });
    expect(closeOf('client', '')).toEqual({ code: 1000, reason: 'client', reconnect: false });
  });
});
