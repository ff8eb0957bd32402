import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { Authenticator } from '../sessions/authenticator.js';
import { GoimTokenAuthenticator } from '../sessions/goim-token.authenticator.js';

@Module({ providers: [{ provide: Authenticator, useClass: GoimTokenAuthenticator }], exports: [Authenticator] })
class DefaultAuthenticatorModule {}

/** The modules that `extensions` names. An `Authenticator` that one of them exports goes before the default one. */
@Module({})
export class ExtensionsModule {
  static forRoot(extensions: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    // Nest asks the modules in this order.
    const modules = [...extensions, DefaultAuthenticatorModule];
    return { module: ExtensionsModule, global: true, imports: modules, exports: modules as DynamicModule['exports'] };
  }
}
