import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { tap, type Observable } from 'rxjs';
import { toHttpFailure } from '#problem-details';
import { AuditLog } from '#callers/nest';
import { LiveConfig } from '#config';
import { callerOf, type ApiRequest } from './caller.js';

const AUDITED = 'goim:audited';

type DetailsOf = (request: ApiRequest) => object | undefined;

interface Audit {
  readonly action: string;
  readonly detailsOf: DetailsOf;
}

/** What an HTTP handler did goes to the audit log: who called it, what for, and what became of it. */
@Injectable()
class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { action, detailsOf } = this.reflector.get<Audit>(AUDITED, context.getHandler());
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const record = (outcome: string): void => {
      const details = detailsOf(request);
      if (!details) return;
      this.log.record({ action, caller: callerOf(request), outcome, details });
    };
    return next.handle().pipe(
      tap({
        complete: () => record('done'),
        error: (error: unknown) => {
          const { code } = toHttpFailure(error);
          // Nothing was done, and nothing of it was checked.
          if (code !== 'invalid-argument') record(code);
        },
      }),
    );
  }
}

/**
 * Has the calls of an HTTP handler written to the audit log, but for those with wrong parameters.
 *
 * @param action stable, `session-closed`
 * @param detailsOf what the line says of the request: its path's and query's parameters unless given, which is for
 * routes that refuse parameters they do not know; undefined = no line
 */
export function Audited(action: string, detailsOf: DetailsOf = parametersOf): MethodDecorator {
  return applyDecorators(SetMetadata(AUDITED, { action, detailsOf }), UseInterceptors(AuditInterceptor));
}

/** For routes that leave be what they do not know in a query, where a caller may have put its key by a wrong name. */
export function onlyOfQuery(...names: readonly string[]): DetailsOf {
  return ({ query }) => Object.fromEntries(Object.entries(query as object).filter(([name]) => names.includes(name)));
}

function parametersOf({ params, query }: ApiRequest): object {
  return { ...(params as object), ...(query as object) };
}

/** Changed settings go to the audit log by their names, which is all that may be said of secrets. */
@Injectable()
export class AuditedSettings {
  constructor(config: LiveConfig, log: AuditLog) {
    config.onReport(({ source, outcome, applied, waiting }) => {
      if (outcome === 'unchanged') return;
      log.record({ action: 'settings-changed', outcome, details: { source, applied, waiting } });
    });
  }
}
