/** What a client is answered with that asked for something it can't have: `{"error":"…","reason":"…"}`. */
export function errorBody(error: string, reason = ''): Buffer {
  return Buffer.from(JSON.stringify(reason === '' ? { error } : { error, reason }));
}
