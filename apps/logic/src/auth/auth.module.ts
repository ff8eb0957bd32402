import { Module } from '@nestjs/common';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { Authenticator } from './authenticator.js';
import { GoimTokenAuthenticator, GoimV1Authenticator } from './goim-token.authenticator.js';
import { LocalClientsAuthenticator } from './local-clients.authenticator.js';
import { JwtAuthenticator } from './jwt/jwt.authenticator.js';
import { WebhookAuthenticator } from './webhook/webhook.authenticator.js';

/** The authenticator that `auth.mode` names. With `extension` it is an extension's, and this one is not asked. */
@Module({
  providers: [
    {
      provide: Authenticator,
      inject: [LiveConfig, Metrics],
      useFactory: (live: LiveConfig<LogicConfig>, metrics: Metrics): Authenticator => {
        const { mode, trustClients } = live.current.auth;
        const atTheirWord = (tokens: Authenticator) => (trustClients ? tokens : new LocalClientsAuthenticator(tokens));
        switch (mode) {
          case 'jwt':
            return new JwtAuthenticator(
              live.select(({ auth }) => auth.jwt),
              metrics,
            );
          case 'webhook':
            return new WebhookAuthenticator(live.select(({ auth }) => auth.webhook));
          case 'goim-v1':
            return atTheirWord(new GoimV1Authenticator());
          case 'goim':
            return atTheirWord(new GoimTokenAuthenticator());
          case 'extension':
            return new GoimTokenAuthenticator();
        }
      },
    },
  ],
  exports: [Authenticator],
})
export class AuthModule {}
