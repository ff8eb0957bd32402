/** The methods of requests that change nothing. */
export const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
