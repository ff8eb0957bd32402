import { isUint8Array } from 'node:util/types';
import { isUsableKey } from '#contracts';
import { isOperation } from '#protocol';
import type { UpstreamDecision } from './upstream-interceptor.js';

/**
 * A decision that can be one, whoever made it: an extension may be JavaScript, and a text in the place of bytes would be taken
 * for base64.
 *
 * @throws Error that says what is wrong with it
 */
export function checkedDecision(decision: UpstreamDecision): UpstreamDecision {
  const wrong = wrongPartOf(decision);
  if (wrong !== undefined) throw new Error(`the decision to ${decision.action} has ${wrong}`);
  return decision;
}

function wrongPartOf(decision: UpstreamDecision): string | undefined {
  switch (decision?.action) {
    case 'pass':
      return undefined;
    case 'change':
      return (
        wrongOperation(decision.op) ?? (decision.body === undefined ? undefined : wrongBytes('body', decision.body))
      );
    case 'answer':
      return wrongBytes('body', decision.body);
    case 'refuse':
      return typeof decision.reason === 'string' ? undefined : 'a reason that is no text';
    case 'relay':
      if (typeof decision.room !== 'string' || !isUsableKey(decision.room)) return 'a room that can be none';
      return wrongOperation(decision.op) ?? wrongBytes('message', decision.message);
    default:
      throw new Error(`expected a decision such as { action: 'pass' }, got ${JSON.stringify(decision)}`);
  }
}

function wrongBytes(name: string, bytes: unknown): string | undefined {
  return isUint8Array(bytes) ? undefined : `a ${name} that is no Uint8Array`;
}

function wrongOperation(op: number | undefined): string | undefined {
  return op === undefined || isOperation(op) ? undefined : 'an operation that can be none';
}
