import { Module } from '@nestjs/common';
import { Authorizer, TokenAuthorizer } from './authorizer.js';

/** The authorizer where no extension exports one. */
@Module({
  providers: [{ provide: Authorizer, useClass: TokenAuthorizer }],
  exports: [Authorizer],
})
export class AuthorizationModule {}
