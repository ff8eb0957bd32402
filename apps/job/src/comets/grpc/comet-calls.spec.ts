import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NodeDirectory } from '#bus';
import { cometGrpc, type CometId, type NodeInfo } from '#contracts';
import { Metrics } from '#observability';
import { JobConfig } from '../../config/job.config.js';
import { TO_NOBODY } from '../comet-link.js';
import { CometCalls } from './comet-calls.js';

const COMET = 'g1' as CometId;

/** The list of nodes, with one legacy comet in it, or none. */
class Nodes extends EventEmitter {
  address: string | undefined;

  get(id: CometId): Partial<NodeInfo> | undefined {
    return this.address === undefined ? undefined : { id, goim: true, grpc: this.address };
  }

  leaves(): void {
    this.address = undefined;
    this.emit('leave', COMET);
  }
}

/** Takes connections, and answers nothing. */
class Hung {
  readonly sockets: Socket[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((socket) => void this.sockets.push(socket.on('error', () => undefined)));
  }

  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

describe('calls to a legacy comet', () => {
  let nodes: Nodes;
  let comets: [Hung, Hung];
  let calls: CometCalls;

  beforeEach(() => {
    nodes = new Nodes();
    comets = [new Hung(), new Hung()];
    const config = { current: JobConfig.parse({ dispatch: { cometTimeout: '500ms' } }) };
    calls = new CometCalls(nodes as unknown as NodeDirectory, new Metrics({ processMetrics: false }), config);
  });
  afterEach(() => {
    calls.onApplicationShutdown();
    for (const comet of comets) comet.close();
  });

  const call = (): Promise<void> => calls.call(COMET, cometGrpc.pushMsg, { keys: ['a'], ...TO_NOBODY });

  // Calls that waited for one that hung were each made, of 1 s, long after it had left: what they had was kept back for minutes.
  it('that has left the list fail at once, and connect to nobody', async () => {
    nodes.address = await comets[0].listen();
    await expect(call()).rejects.toThrow('DEADLINE_EXCEEDED');
    const { length } = comets[0].sockets;
    expect(length).toBeGreaterThan(0);
    nodes.leaves();
    await expect(call()).rejects.toMatchObject({ code: 'unavailable', message: 'it has gone' });
    expect(comets[0].sockets).toHaveLength(length);
  });

  it('go where it is when they are made, and not where it was when they were planned', async () => {
    nodes.address = await comets[0].listen();
    await expect(call()).rejects.toThrow(nodes.address);
    nodes.address = await comets[1].listen();
    await expect(call()).rejects.toThrow(nodes.address);
    expect(comets[1].sockets.length).toBeGreaterThan(0);
  });

  // A client that could not be made was kept for as long as the comet was in the list, and ended the process when it left.
  it('whose address is none fail each by itself, until it has another', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      nodes.address = '';
      const first = call();
      nodes.leaves();
      await expect(first).rejects.toThrow('Could not parse');
      nodes.address = '';
      await expect(call()).rejects.toThrow('Could not parse');
      await setImmediate();
      expect(unhandled).toEqual([]);
      expect(calls).toMatchObject({ connections: new Map() });
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
