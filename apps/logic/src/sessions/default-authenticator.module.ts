import { Module } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { GoimTokenAuthenticator } from './goim-token.authenticator.js';

/** Imported after the extensions: one of those that exports an `Authenticator` of its own goes before. */
@Module({ providers: [{ provide: Authenticator, useClass: GoimTokenAuthenticator }], exports: [Authenticator] })
export class DefaultAuthenticatorModule {}
