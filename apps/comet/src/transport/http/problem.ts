import type { AppErrorCode, Disconnect } from '#contracts';

export const PROBLEM_JSON = 'application/problem+json';

/** How a failed request is answered: RFC 9457, with a stable code, and with the end of the connection where it has ended. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly close?: Disconnect;
}

type FailureCode = AppErrorCode | 'too-large' | 'superseded' | 'closed' | 'refused';

const TITLE: Partial<Record<FailureCode, string>> = {
  'invalid-argument': 'The request is wrong',
  'not-found': 'Not found',
  conflict: 'Not possible as things are',
  unavailable: 'A part that is needed does not answer; retry is safe',
  'too-large': 'The request is too long',
  superseded: 'A newer request reads this connection',
  closed: 'The connection has ended',
  refused: 'The connection was refused',
};

export function newProblem(status: number, code: FailureCode, detail: string, close?: Disconnect): Problem {
  const title = TITLE[code] ?? 'A fault of the server';
  return { type: `urn:goim:problem:${code}`, title, status, detail, code, ...(close && { close }) };
}
