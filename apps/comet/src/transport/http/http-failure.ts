import { HttpStatus } from '@nestjs/common';
import { Disconnects, type Disconnect } from '#contracts';
import {
  newProblem,
  problemOf,
  toHttpFailure,
  type FailureCode,
  type HttpFailure,
  type Problem,
} from '#problem-details';

const TITLE = {
  superseded: 'A newer request reads this connection',
  closed: 'The connection has ended',
  refused: 'The connection was refused',
} as const;
type EndCode = keyof typeof TITLE;

const REFUSAL_STATUS: Readonly<Record<string, HttpStatus>> = {
  [Disconnects.authRefused.reason]: HttpStatus.UNAUTHORIZED,
  [Disconnects.kicked.reason]: HttpStatus.FORBIDDEN,
  [Disconnects.banned.reason]: HttpStatus.FORBIDDEN,
  [Disconnects.tooManySessions.reason]: HttpStatus.FORBIDDEN,
  [Disconnects.replaced.reason]: HttpStatus.CONFLICT,
  [Disconnects.internal.reason]: HttpStatus.INTERNAL_SERVER_ERROR,
};

/** The answer to a request is that its connection has ended, was refused, or is read by a newer request. */
export class ConnectionEnded extends Error {
  readonly unexpected = false;

  private constructor(
    readonly status: number,
    readonly code: EndCode,
    message: string,
    readonly close?: Disconnect,
  ) {
    super(message);
  }

  static closed(why: Disconnect): ConnectionEnded {
    return new ConnectionEnded(HttpStatus.GONE, 'closed', `closed: ${reasonOf(why)}`, why);
  }

  /** Not let in. */
  static refused(why: Disconnect): ConnectionEnded {
    const status = REFUSAL_STATUS[why.reason] ?? HttpStatus.SERVICE_UNAVAILABLE;
    return new ConnectionEnded(status, 'refused', `refused: ${reasonOf(why)}`, why);
  }

  /** Not let in for what may be over soon. */
  get isPassing(): boolean {
    return this.code === 'refused' && this.close?.reconnect === true;
  }

  static superseded(): ConnectionEnded {
    return new ConnectionEnded(HttpStatus.CONFLICT, 'superseded', 'another request began to read later');
  }
}

/** Maps whatever a request ended with. */
export function toFailure(error: unknown): HttpFailure | ConnectionEnded {
  return error instanceof ConnectionEnded ? error : toHttpFailure(error);
}

/** The answer, with the end of the connection where it has ended. @param url of the request */
export function toProblem(
  failure: HttpFailure | ConnectionEnded,
  url: string,
): Problem<FailureCode | EndCode> & { readonly close?: Disconnect } {
  if (!(failure instanceof ConnectionEnded)) return problemOf(failure, url);
  const { status, code, message, close } = failure;
  return { ...newProblem({ status, code, title: TITLE[code], message }, url), ...(close && { close }) };
}

function reasonOf({ reason, message }: Disconnect): string {
  return message === undefined ? reason : `${reason}: ${message}`;
}
