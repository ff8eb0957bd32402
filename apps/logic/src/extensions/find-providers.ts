import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';

/**
 * Every provider that extends `type`: those of the extensions in the order of `extensions`, those of one module in the
 * order of its `providers`.
 *
 * @throws Error where one is request-scoped: nothing here belongs to an HTTP request
 */
export function findProviders<T extends object>(
  discovery: DiscoveryService,
  type: Pick<Type, 'name'> & (abstract new (...args: never[]) => T),
): readonly T[] {
  const found = new Set<T>();
  for (const wrapper of discovery.getProviders()) {
    const instance: unknown = wrapper.instance;
    if (!(instance instanceof type)) continue;
    if (!wrapper.isDependencyTreeStatic()) {
      throw new Error(`${wrapper.name} is request-scoped: a provider of ${type.name} must be a singleton`);
    }
    found.add(instance);
  }
  return [...found];
}
