import { isDeepStrictEqual } from 'node:util';
import { Inject, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { ConfigError, isLoopback, LiveConfig, unverifiedClients } from '#config';
import { AuthorizationModule } from '../authorization/authorization.module.js';
import { Authorizer, TokenAuthorizer } from '../authorization/authorizer.js';
import { AuthModule } from '../auth/auth.module.js';
import { Authenticator } from '../auth/authenticator.js';
import { LocalClientsAuthenticator } from '../auth/local-clients.authenticator.js';
import { GoimTokenAuthenticator } from '../auth/goim-token.authenticator.js';
import type { AuthSection } from '../config/auth-section.js';
import type { LogicConfig } from '../config/logic.config.js';
import { usesPolicy } from '../config/rooms-section.js';

/**
 * The modules that `extensions` names. With `auth.mode` "goim" and "extension" an `Authenticator` that one of them exports
 * goes before the built-in one; with the other modes, which name one, it does not. An `Authorizer` always does.
 */
@Module({})
export class ExtensionsModule {
  constructor(authenticator: Authenticator, authorizer: Authorizer, @Inject(LiveConfig) live: LiveConfig<LogicConfig>) {
    const { auth, grpc, extensions: loaded } = live.current;
    if (auth.mode === 'extension' && authenticator instanceof GoimTokenAuthenticator) {
      throw new ConfigError(['auth.mode: is "extension", and no module of extensions exports an Authenticator']);
    }
    live.check(({ rooms, extensions }) => {
      // What others export is known when they are loaded, at the next start.
      if (!isDeepStrictEqual(extensions, loaded)) return;
      if (usesPolicy(rooms, 'extension') && authorizer instanceof TokenAuthorizer) {
        throw new ConfigError(['rooms: join is "extension", and no module of extensions exports an Authorizer']);
      }
    });
    if (grpc.enabled && !isLoopback(grpc.host) && authenticator instanceof LocalClientsAuthenticator) {
      throw new ConfigError([unverifiedClients(['grpc.host'])]);
    }
  }

  static forRoot(extensions: NonNullable<ModuleMetadata['imports']>, mode: AuthSection['mode']): DynamicModule {
    const areFirst = mode === 'goim' || mode === 'extension';
    // Nest asks the modules in this order.
    const modules = areFirst ? [...extensions, AuthModule] : [AuthModule, ...extensions];
    modules.push(AuthorizationModule);
    return { module: ExtensionsModule, global: true, imports: modules, exports: modules as DynamicModule['exports'] };
  }
}
