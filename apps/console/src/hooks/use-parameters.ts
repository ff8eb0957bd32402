import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

type Parameters = Record<string, string> | [name: string, value: string][];

/**
 * What stands in the query of the address, and a function that puts other parameters there.
 *
 * Not wouter's `useSearchParams`, which decodes twice: a session with the key `a%41` would be shown, and closed, as `aA`.
 */
export function useParameters(): [URLSearchParams, (parameters: Parameters) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const change = (parameters: Parameters): void => {
    const query = new URLSearchParams(parameters).toString();
    navigate(query === '' ? path : `${path}?${query}`, { replace: true });
  };
  return [useMemo(() => new URLSearchParams(search), [search]), change];
}
