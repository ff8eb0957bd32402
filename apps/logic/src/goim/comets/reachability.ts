import { once } from 'node:events';
import { connect } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';

const CONNECT_WITHIN_MS = 1_000;

/** Whether something listens at the addresses of legacy comets. Logs each change. */
@Injectable()
export class Reachability {
  private readonly logger = new Logger(Reachability.name);
  private readonly unreachable = new Set<string>();

  /** @param address `host:port` */
  async check(address: string): Promise<boolean> {
    const failure = await failureOf(address);
    if (failure === undefined) {
      if (this.unreachable.delete(address)) this.logger.log('a legacy comet is reached again', { address });
      return true;
    }
    if (!this.unreachable.has(address)) {
      this.unreachable.add(address);
      this.logger.warn('a legacy comet calls, and does not answer; goimComets.addresses can give its address', {
        address,
        err: failure,
      });
    }
    return false;
  }
}

/** @returns why nothing can be reached there; undefined where something can */
async function failureOf(address: string): Promise<unknown> {
  const { hostname, port } = new URL(`grpc://${address}`);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    socket.destroy();
  }
}
