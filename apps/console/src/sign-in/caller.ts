import { createContext, useContext } from 'react';
import { answerOf, api } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';
import type { components } from '../api/schema.js';

/** Who the server takes this tab for. */
export type Caller = components['schemas']['Caller'];
type Scope = Caller['scopes'][number];

/** @returns undefined where a key is needed. @throws ApiProblem */
export async function whoAmI(): Promise<Caller | undefined> {
  try {
    return await answerOf(api.GET('/v1/caller'));
  } catch (error) {
    if (error instanceof ApiProblem && error.details.status === 401) return undefined;
    throw error;
  }
}

export interface SignedIn extends Caller {
  readonly may: (scope: Scope) => boolean;
  readonly signOut: () => void;
}

export const CallerContext = createContext<SignedIn | undefined>(undefined);

/** Of whoever is signed in: below `SignInGate` alone. */
export function useCaller(): SignedIn {
  const caller = useContext(CallerContext);
  if (!caller) throw new Error('nobody is signed in here');
  return caller;
}
