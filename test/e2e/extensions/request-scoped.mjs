// An extension that asks for an interceptor of each request, which there is none of.
import { Injectable, Module, Scope } from '@nestjs/common';
import { UpstreamInterceptor } from 'goim-nest/extension';

class OneForEach extends UpstreamInterceptor {
  intercept() {
    return /** @type {const} */ ({ action: 'pass' });
  }
}
Injectable({ scope: Scope.REQUEST })(OneForEach);

export default class RequestScopedModule {}
Module({ providers: [OneForEach] })(RequestScopedModule);
