import { describe, expect, it } from '@jest/globals';
import { AppError, type RoomKey } from '#contracts';
import { readRelay, relayedBody, writeRelay } from './relay-form.js';

function read(body: string): unknown {
  const relay = readRelay(Buffer.from(body));
  return relay && { ...relay, message: Buffer.from(relay.message).toString() };
}

describe('the form of a relay', () => {
  it('is a line of JSON with the room, and the message as it is', () => {
    expect(read('{"room":"live://1"}\nhello\n{"a":1}')).toEqual({
      room: 'live://1',
      id: '',
      message: 'hello\n{"a":1}',
    });
    expect(read('{"id":"7","room":"live://1","color":"red"}\n')).toEqual({ room: 'live://1', id: '7', message: '' });
  });

  it('takes any bytes for the message', () => {
    const message = Buffer.from([0, 255, 10, 13, 128]);
    const relay = readRelay(writeRelay({ room: 'live://1' as RoomKey, message }));
    expect(Buffer.from(relay!.message)).toEqual(message);
  });

  it.each([
    '',
    'hello',
    '{"room":"live://1"}',
    '{\n"room":"live://1"}\n',
    '{"text":"hello"}\nroom',
    '{"room":}\n',
    '["room"]\n',
    ' {"room":"live://1"}\nhello',
    `{"room":"live://1","x":"${'x'.repeat(2_048)}"}\nhello`,
  ])('is not %j: the business systems get it as it is', (body) => {
    expect(read(body)).toBeNull();
  });

  it('is not a line that is no UTF-8: a room of another encoding could be taken for one of ours', () => {
    expect(readRelay(Buffer.from('{"room":"live://\xfc"}\nhello', 'latin1'))).toBeNull();
  });

  it.each([
    ['room', '{"room":1}\n'],
    ['room', '{"room":""}\n'],
    ['room', '{"room":null}\n'],
    ['room', '{"room":"\\ud800"}\n'],
    ['room', `{"room":"${'x'.repeat(257)}"}\n`],
    ['id', '{"room":"live://1","id":7}\n'],
    ['id', `{"room":"live://1","id":"${'x'.repeat(65)}"}\n`],
  ])('names %s where it is wrong', (field, body) => {
    expect(() => read(body)).toThrow(AppError);
    expect(() => read(body)).toThrow(new RegExp(`^${field}: `));
  });

  it('is read as it is written', () => {
    const relay = { room: 'live://é "1"' as RoomKey, id: 'x', message: Buffer.from('hello') };
    expect(readRelay(writeRelay(relay))).toEqual(relay);
  });

  it('reaches the room with who sent it and when', () => {
    const body = relayedBody({ room: 'live://1' as RoomKey, mid: 7, time: 5 }, Buffer.from('hello'));
    expect(Buffer.from(body).toString()).toBe('{"room":"live://1","mid":7,"time":5}\nhello');
    const sender = { room: 'live://1' as RoomKey, mid: 663_291_537_152_950_273n, time: 5 };
    expect(Buffer.from(relayedBody(sender, Buffer.from(''))).toString()).toContain('"mid":"663291537152950273"');
  });
});
