import { Inject, Injectable } from '@nestjs/common';
import type { NeededScope } from '#callers';
import { accountOf, bearerOf, Callers, type Caller, type RefusedCall } from '#callers/nest';
import { LiveConfig, type Live } from '#config';
import { HealthReaders } from '#observability';
import { isOnlyHearsay, trustedIn, type Trusts } from '#http';
import type { FastifyRequest } from 'fastify';
import { ReadTurns } from '../http/read-turns.js';
import type { ApiRequest } from './caller.js';
import type { LogicConfig } from '../config/logic.config.js';

/** Who sends a request by HTTP. */
@Injectable()
export class HttpCallers extends HealthReaders {
  private readonly reads = new ReadTurns();
  private readonly isOpen: Trusts;
  private lastAddress = '';
  private lastIsOpen = false;

  constructor(
    private readonly callers: Callers,
    @Inject(LiveConfig) { current: { api } }: Live<LogicConfig>,
  ) {
    super();
    this.isOpen = trustedIn(api.open);
  }

  /** Who sends the request, where they may have what needs `scope`. */
  identify(request: FastifyRequest, scope: NeededScope): Caller | RefusedCall | Promise<Caller | RefusedCall> {
    const caller = callerFrom(request);
    const token = bearerOf(request.headers.authorization);
    if (!this.callers.looksAt(token) && this.needsNoKey(request)) return caller;
    return this.callers.admit(caller, token, scope, request.routeOptions.url);
  }

  /** Has what a caller wants to read wait for its turn. @throws TooManyRequests; it is not done then */
  inTurn(request: FastifyRequest & Partial<ApiRequest>, work: () => void): void {
    const caller = request.caller ?? callerFrom(request);
    if (!this.reads.take(accountOf(caller), work, !caller.key)) throw this.callers.tooManyWait(caller);
  }

  /** Operators at a port of theirs, callers who need no key, and those whose key has the scope read. */
  async mayRead(request: FastifyRequest & Partial<ApiRequest>): Promise<boolean> {
    const token = bearerOf(request.headers.authorization);
    if (request.caller || (token === undefined && this.needsNoKey(request))) return true;
    // Strangers may ask for the health, so they do not count as callers that were refused.
    return token !== undefined && !('reason' in (await this.identify(request, 'read')));
  }

  private needsNoKey(request: FastifyRequest): boolean {
    const { ip } = request;
    if (ip !== this.lastAddress) {
      this.lastIsOpen = this.isOpen(ip);
      this.lastAddress = ip;
    }
    return this.lastIsOpen && !isOnlyHearsay(hopsOf(request), request.headers);
  }
}

function callerFrom({ ip: address, raw: { socket } }: FastifyRequest): Caller {
  const { remoteAddress: peer } = socket;
  return peer === undefined || peer === address ? { address } : { address, peer };
}

/** The peer's address first. Without proxies that are trusted Fastify has none but that. */
function hopsOf({ ip, ips }: FastifyRequest): readonly string[] {
  return ips ?? [ip];
}
