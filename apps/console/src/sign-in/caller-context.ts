import { createContext, useContext } from 'react';
import type { Caller, Scope } from '../api/caller.js';

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
