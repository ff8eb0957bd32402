import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { whoAmI, type Caller, CallerContext } from './caller.js';
import { whenSignedOut, forgetKey, storedKey, storeKey } from '../api/client.js';
import { problemFrom, type ApiProblem } from '../api/problem.js';
import { Button } from '../components/button.js';
import { ProblemNotice } from '../components/notices.js';
import { SignInPage } from './sign-in-page.js';

type State =
  | { readonly is: 'asking' }
  | { readonly is: 'in'; readonly caller: Caller }
  | { readonly is: 'out'; readonly why?: string }
  | { readonly is: 'failed'; readonly problem: ApiProblem };

const REFUSED = 'The server does not know this key, or it is not valid any more.';

/** Shows its content to those whom the server knows, and to all others where to sign in. */
export function SignInGate({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<State>({ is: 'asking' });

  const ask = useCallback(async () => {
    const hasKey = storedKey() !== undefined;
    try {
      const caller = await whoAmI();
      if (caller) return setState({ is: 'in', caller });
      forgetKey();
      setState(hasKey ? { is: 'out', why: REFUSED } : { is: 'out' });
    } catch (error) {
      setState({ is: 'failed', problem: problemFrom(error) });
    }
  }, []);

  useEffect(() => {
    whenSignedOut(() => {
      setState((now) => {
        if (now.is !== 'in') return now;
        forgetKey();
        return { is: 'out', why: 'You were signed out: the key is not valid any more.' };
      });
    });
    void ask();
  }, [ask]);

  const signOut = useCallback(() => {
    forgetKey();
    setState({ is: 'asking' });
    void ask();
  }, [ask]);

  const caller = state.is === 'in' ? state.caller : undefined;
  const signedIn = useMemo(
    () => caller && { ...caller, may: (scope: Caller['scopes'][number]) => caller.scopes.includes(scope), signOut },
    [caller, signOut],
  );

  if (signedIn) return <CallerContext value={signedIn}>{children}</CallerContext>;
  if (state.is === 'out') {
    const signIn = (key: string): void => {
      storeKey(key);
      setState({ is: 'asking' });
      void ask();
    };
    return <SignInPage why={state.why} onSignIn={signIn} />;
  }
  if (state.is === 'failed') {
    return (
      <main className="sign-in">
        <ProblemNotice problem={state.problem} />
        <Button onPress={() => void ask()}>Try again</Button>
      </main>
    );
  }
  return (
    <main className="sign-in" aria-busy="true">
      <p className="quiet">One moment…</p>
    </main>
  );
}
