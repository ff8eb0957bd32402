import { useCallback, useState } from 'react';
import { problemFrom, type ApiProblem } from '../api/problem.js';

export interface Action<Output, Input> {
  readonly run: (input: Input) => Promise<Output | undefined>;
  readonly isRunning: boolean;
  readonly result: Output | undefined;
  readonly problem: ApiProblem | undefined;
  readonly reset: () => void;
}

/** Something that a user does, one at a time. `run` never rejects: what went wrong is in `problem`. */
export function useAction<Output, Input = void>(act: (input: Input) => Promise<Output>): Action<Output, Input> {
  const [state, setState] = useState<{ isRunning: boolean; result?: Output; problem?: ApiProblem }>({
    isRunning: false,
  });
  const run = async (input: Input): Promise<Output | undefined> => {
    setState({ isRunning: true });
    try {
      const result = await act(input);
      setState({ isRunning: false, result });
      return result;
    } catch (error) {
      setState({ isRunning: false, problem: problemFrom(error) });
      return undefined;
    }
  };
  const reset = useCallback(() => setState({ isRunning: false }), []);
  return { run, isRunning: state.isRunning, result: state.result, problem: state.problem, reset };
}
