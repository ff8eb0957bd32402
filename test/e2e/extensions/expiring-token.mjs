// An extension that lets clients in by goim's token, until the time that the token names as `expires`.
import { Injectable, Module } from '@nestjs/common';
import { AppError, Authenticator } from 'goim-nest/extension';

class ExpiringTokenAuthenticator extends Authenticator {
  /** @param {import('goim-nest/extension').Credentials} credentials */
  async authenticate({ token }) {
    const { mid, key, accepts, expires } = JSON.parse(Buffer.from(token).toString());
    if (expires < Date.now()) throw new AppError('unauthenticated', 'expired');
    return { mid, key, accepts, room: /** @type {const} */ (''), mayJoin: ['live://*'], platform: '' };
  }
}
Injectable()(ExpiringTokenAuthenticator);

export default class ExpiringTokenModule {}
Module({
  providers: [{ provide: Authenticator, useClass: ExpiringTokenAuthenticator }],
  exports: [Authenticator],
})(ExpiringTokenModule);
