/** Longest part of a request that an answer or a line of the log repeats, in characters. */
const LONGEST = 500;
/** Of a character of two, where the cut went through it. */
const HALF_AT_END = /[\uD800-\uDBFF]$/;

/** What somebody else wrote, cut to what a person reads of it: a URL or a header may have 256 KiB. */
export function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(HALF_AT_END, '')}…`;
}
