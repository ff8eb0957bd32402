import { Module } from '@nestjs/common';
import { Authorizer } from './authorizer.js';
import { TokenAuthorizer } from './token.authorizer.js';

/** The authorizer where no extension exports one. */
@Module({
  providers: [{ provide: Authorizer, useClass: TokenAuthorizer }],
  exports: [Authorizer],
})
export class AuthorizationModule {}
