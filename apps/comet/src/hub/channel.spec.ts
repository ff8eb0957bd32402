import { describe, expect, it } from '@jest/globals';
import { Downlink } from '#protocol';
import { fakeChannel, packet } from '../../test/fake-outlet.js';

describe('Channel', () => {
  it('accepts the operations that it was given, until they are changed', () => {
    const { channel } = fakeChannel('k', { accepts: [1000, 1001] });
    expect([999, 1000, 1001].map((op) => channel.accepts(op))).toEqual([false, true, true]);
    channel.subscribe([999]);
    channel.unsubscribe([1000]);
    expect([999, 1000, 1001].map((op) => channel.accepts(op))).toEqual([true, false, true]);
  });

  it('counts each operation once, however often it is given', () => {
    const { channel } = fakeChannel('k', { accepts: [1000, 1000] });
    channel.subscribe([1000, 1001, 1001]);
    expect(channel.acceptedCount).toBe(2);
    channel.unsubscribe([1000, 5]);
    expect(channel.acceptedCount).toBe(1);
  });

  it('writes the view of its framing, and both are of the same buffer', () => {
    const tcp = fakeChannel('t', { framing: 'tcp' });
    const websocket = fakeChannel('w', { framing: 'websocket' });
    const downlink = new Downlink([{ packets: packet('one') }], 'all');
    tcp.channel.write(downlink);
    websocket.channel.write(downlink);
    expect(tcp.outlet.writes[0]).toBe(downlink.tcp);
    expect(websocket.outlet.writes[0]).toBe(downlink.websocket);
    expect([tcp.outlet.pushes, websocket.outlet.pushes]).toEqual([['one'], ['one']]);
  });
});
