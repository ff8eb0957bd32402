/**
 * What another server answers, which may be of any length.
 *
 * @param max bytes @throws Error where it is longer, with no more read than that
 */
export async function textUpTo(response: Response, max: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > max) throw new Error('the answer is too long');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString();
}
