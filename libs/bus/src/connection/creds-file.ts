import { readFileSync } from 'node:fs';
import { assertFileName, whyUnreadable } from '#config';
import { AppError, errorText } from '#contracts';
import { credsAuthenticator, type Authenticator } from '@nats-io/transport-node';

/**
 * Authenticates by a file of credentials, which is read again at each connection. While it can't be read, or is half written, the
 * last credentials that could be are shown: an authenticator that throws has the library close the connection for ever.
 *
 * @param onError hears why they could not be read, once until they can be again
 * @throws AppError `invalid-argument` where the file can't be read now, or holds no credentials
 */
export function credsFileAuthenticator(file: string, onError: (error: Error) => void): Authenticator {
  assertFileName('bus.credsFile', file);
  let last = readCreds(file);
  let told = false;
  return (nonce) => {
    try {
      last = readCreds(file);
      told = false;
    } catch (error) {
      if (!told) onError(error as Error);
      told = true;
    }
    return last(nonce);
  };
}

/** @throws AppError `invalid-argument` */
function readCreds(file: string): Authenticator {
  let creds: Buffer;
  try {
    creds = readFileSync(file);
  } catch (cause) {
    throw new AppError('invalid-argument', `bus.credsFile: ${file} cannot be read: ${whyUnreadable(cause)}`, { cause });
  }
  const authenticator = credsAuthenticator(creds);
  try {
    // Only then they are parsed.
    authenticator('');
  } catch (cause) {
    const why = `${file} does not hold the JWT and the seed of a user: ${errorText(cause)}`;
    throw new AppError('invalid-argument', `bus.credsFile: ${why}`, { cause });
  }
  return authenticator;
}
