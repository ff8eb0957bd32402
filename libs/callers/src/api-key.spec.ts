import { describe, expect, it } from '@jest/globals';
import { isSecretOf, newToken, parseToken } from './api-key.js';

/** What the file has of it. */
function isKeyOf(token: string, { id, sha256 }: { id: string; sha256: string }): boolean {
  const parsed = parseToken(token);
  return parsed?.id === id && isSecretOf(Buffer.from(sha256, 'hex'), parsed.secret);
}

describe('a key', () => {
  const made = newToken();
  const { token } = made;

  it('is known by what is kept of it, and another one is not', () => {
    expect(isKeyOf(token, made)).toBe(true);
    expect(isKeyOf(newToken().token, made)).toBe(false);
  });

  it('is another one with any other character anywhere', () => {
    const changed = token
      .split('')
      .flatMap((char, at) =>
        ['x', 'é', 'Ā', char.toUpperCase()]
          .filter((other) => other !== char)
          .map((other) => token.slice(0, at) + other + token.slice(at + 1)),
      );
    expect(changed.filter((other) => isKeyOf(other, made))).toEqual([]);
  });

  it('is none where something is missing or added', () => {
    for (const wrong of ['', token.slice(1), token.slice(0, -1), `${token}0`, ` ${token}`, `${token}\n`]) {
      expect(parseToken(wrong)).toBeUndefined();
    }
  });
});
