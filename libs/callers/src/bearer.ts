const BEARER = /^bearer +(\S+) *$/i;

/** The token of `Authorization: Bearer`; undefined where there is none. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}
