import { isDeepStrictEqual } from 'node:util';
import { Inject, Module, type DynamicModule, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
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
export class ExtensionsModule implements OnModuleInit {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly authorizer: Authorizer,
    @Inject(LiveConfig) private readonly live: LiveConfig<LogicConfig>,
    private readonly discovery: DiscoveryService,
  ) {
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

  /**
   * One that nobody asks lets everybody in whom it was to keep out: its module does not export it, or another one goes first.
   *
   * @throws ConfigError
   */
  onModuleInit(): void {
    const asked = new Map<unknown, object>([[Authorizer, this.authorizer]]);
    if (extensionsGoFirst(this.live.current.auth.mode)) asked.set(Authenticator, this.authenticator);
    const problems: string[] = [];
    const providers = this.discovery.getProviders();
    // One that another provider has, such as the one that goes first, is asked by that.
    const had = new Set(providers.flatMap((provider) => provider.getCtorMetadata() ?? []));
    for (const provider of providers) {
      const { token, instance, host } = provider;
      const one = asked.get(token);
      if (!one || instance === one || provider.isTransient || had.has(provider)) continue;
      if (host?.metatype === AuthModule || host?.metatype === AuthorizationModule) continue;
      const what = token === Authorizer ? 'Authorizer' : 'Authenticator';
      problems.push(
        `extensions: ${host?.name}: nobody asks its ${what}: a module of extensions must export it, and only one may`,
      );
    }
    if (problems.length > 0) throw new ConfigError(problems);
  }

  static forRoot(extensions: NonNullable<ModuleMetadata['imports']>, mode: AuthSection['mode']): DynamicModule {
    // Nest asks the modules in this order.
    const modules = extensionsGoFirst(mode) ? [...extensions, AuthModule] : [AuthModule, ...extensions];
    modules.push(AuthorizationModule);
    return {
      module: ExtensionsModule,
      global: true,
      imports: [DiscoveryModule, ...modules],
      exports: modules as DynamicModule['exports'],
    };
  }
}

function extensionsGoFirst(mode: AuthSection['mode']): boolean {
  return mode === 'goim' || mode === 'extension';
}
