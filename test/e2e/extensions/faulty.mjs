// An extension whose interceptor does what the message says: throws, hangs, or lets it pass.
import { Injectable, Module } from '@nestjs/common';
import { AppError, UpstreamInterceptor } from 'goim-nest/extension';

class Faulty extends UpstreamInterceptor {
  /** @param {import('goim-nest/extension').UpstreamMessage} message */
  async intercept({ body }) {
    const text = Buffer.from(body).toString();
    if (text === 'throw') throw new Error('thrown on purpose');
    if (text === 'database away') throw new AppError('unavailable', 'the database is away');
    if (text === 'hang') await new Promise(() => {});
    return /** @type {const} */ ({ action: 'pass' });
  }
}
Injectable()(Faulty);

export default class FaultyModule {}
Module({ providers: [Faulty] })(FaultyModule);
