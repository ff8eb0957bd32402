/** The type of a Content-Type or of one item of an Accept, without its parameters and in lower case: `Text/HTML; q=1` is `text/html`. */
export function mediaType(header: string): string {
  return header.split(';', 1)[0]!.trim().toLowerCase();
}

/** Whether an Accept names the type itself. */
export function namesMediaType(accept: string, type: string): boolean {
  return accept.split(',').some((item) => mediaType(item) === type);
}
