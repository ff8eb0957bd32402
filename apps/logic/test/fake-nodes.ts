import { AppError, type RpcContract } from '#contracts';
import { CometClient } from '../src/nodes/comet-client.js';
import { RegionLookup } from '../src/regions/region-lookup.js';

interface Asked {
  /** `goim.comet.comet-1.close` */
  readonly subject: string;
  readonly request: unknown;
}

/** Comets that note what they are asked, and answer what the test says. */
export class FakeComets {
  readonly asked: Asked[] = [];
  readonly client = new CometClient({ call: (contract, request) => this.call(contract, request) });
  /** What they answer. */
  answer: unknown = { has: true };
  /** Ids of those that do not. */
  readonly away = new Set<string>();

  private async call<Request, Reply>(contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
    this.asked.push({ subject: contract.subject, request });
    const comet = contract.subject.split('.')[2]!;
    if (this.away.has(comet)) throw new AppError('unavailable', `nobody listens on ${contract.subject}`);
    return this.answer as Reply;
  }
}

/** Regions by address. */
export class FakeRegions extends RegionLookup {
  constructor(private readonly regions: Readonly<Record<string, string>> = {}) {
    super();
  }

  regionOf(ip: string): string {
    return this.regions[ip] ?? '';
  }
}
