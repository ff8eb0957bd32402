import { isLoopback } from '#config';
import { AppError } from '#contracts';
import { Authenticator, type Credentials, type Identity } from './authenticator.js';

/** Takes tokens at their word of clients on the machine of their comet alone: all others could say whatever they like. */
export class LocalClientsAuthenticator extends Authenticator {
  override readonly takesTokensAtTheirWord = true;

  constructor(private readonly tokens: Authenticator) {
    super();
  }

  async authenticate(credentials: Credentials): Promise<Identity> {
    // Comets of goim's own say nothing of their clients; they are let in by `grpc.open`.
    if (credentials.ip !== '' && !isLoopback(credentials.ip)) {
      throw new AppError(
        'unauthenticated',
        'tokens are not verified here (auth.mode), so other machines are not let in',
      );
    }
    return this.tokens.authenticate(credentials);
  }
}
