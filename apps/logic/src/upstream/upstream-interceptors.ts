import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { findProviders } from '../extensions/find-providers.js';
import { UpstreamInterceptor } from './upstream-interceptor.js';

/** Every `UpstreamInterceptor` that the modules of this app provide, in the order of the modules. */
@Injectable()
export class UpstreamInterceptors implements OnModuleInit {
  list: readonly UpstreamInterceptor[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where one is made for each request: it would see no message */
  onModuleInit(): void {
    this.list = findProviders(this.discovery, UpstreamInterceptor);
  }
}
