import { AppError, type GrpcService } from '#contracts';
import type { CallGuard, IncomingCall } from '#grpc';
import { isOnlyHearsay, trustedIn, type Trusts } from '#http';
import type { Scope } from './api-key.js';
import { bearerOf, type Caller, codeOf, type RefusedCall } from './caller.js';
import type { Callers } from './callers.js';

/** What a method needs that is none of the service's: the reflection. */
const OF_OTHERS: Scope = 'read';

/** What each method of a service needs, by its path. */
export function scopesOf<Service extends GrpcService>(
  service: Service,
  scopes: Readonly<Record<keyof Service, Scope>>,
): ReadonlyMap<string, Scope> {
  return new Map(Object.entries(service).map(([name, { service: of, method }]) => [`${of}/${method}`, scopes[name]!]));
}

/** Who calls by gRPC, and what they may: as by HTTP, with the key in the metadata `authorization`. */
export class GrpcCallers {
  private readonly isOpen: Trusts;
  /** By the metadata of a call, which its handler gets as well. */
  private readonly known = new WeakMap<object, Caller>();

  /** @param open networks that need no key @param scopes by the path of the method */
  constructor(
    private readonly callers: Callers,
    open: readonly string[],
    private readonly scopes: ReadonlyMap<string, Scope>,
  ) {
    this.isOpen = trustedIn(open);
  }

  /** Before anything of a call is read but its metadata. */
  readonly guard: CallGuard = (call) => {
    const { method, address, metadata } = call;
    const [shown] = metadata.get('authorization');
    const token = typeof shown === 'string' ? bearerOf(shown) : undefined;
    const caller = { address };
    const found =
      !this.callers.looksAt(token) && this.needsNoKey(call)
        ? caller
        : this.callers.admit(caller, token, this.scopes.get(method) ?? OF_OTHERS, method);
    return found instanceof Promise
      ? found.then((later) => this.settle(metadata, later))
      : this.settle(metadata, found);
  };

  /** Who calls the handler. @param metadata of the call, as the handler gets it */
  of(metadata: object): Caller {
    const caller = this.known.get(metadata);
    if (!caller) throw new Error('nobody has looked at who calls');
    return caller;
  }

  private settle(metadata: object, found: Caller | RefusedCall): AppError | undefined {
    if ('reason' in found) return refusal(found);
    this.known.set(metadata, found);
    return undefined;
  }

  private needsNoKey({ address, metadata }: IncomingCall): boolean {
    return this.isOpen(address) && !isOnlyHearsay([address], metadata.getMap());
  }
}

function refusal(found: RefusedCall): AppError {
  const orOpen = found.reason === 'missing' ? ', or a network of grpc.open' : '';
  return new AppError(codeOf(found), `${found.message}${orOpen}`);
}
