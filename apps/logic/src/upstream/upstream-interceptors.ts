import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { UpstreamInterceptor } from './upstream-interceptor.js';

/** Every `UpstreamInterceptor` that the modules of this app provide, in the order of the modules. */
@Injectable()
export class UpstreamInterceptors implements OnModuleInit {
  list: readonly UpstreamInterceptor[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where one is made for each request: it would see no message */
  onModuleInit(): void {
    const found = new Set<UpstreamInterceptor>();
    for (const wrapper of this.discovery.getProviders()) {
      const instance: unknown = wrapper.instance;
      if (!(instance instanceof UpstreamInterceptor)) continue;
      if (!wrapper.isDependencyTreeStatic()) {
        throw new Error(`${wrapper.name} is request-scoped: an UpstreamInterceptor must be a singleton`);
      }
      found.add(instance);
    }
    this.list = [...found];
  }
}
