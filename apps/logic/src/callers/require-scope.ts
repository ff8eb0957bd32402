import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { NeededScope } from '#callers';

/** Metadata of handlers and controllers: what callers need. */
export const NEEDED = 'goim:needed';
/** Of security schemes in the API documentation. */
export const KEY_SCHEME = 'apiKey';

/** What a handler needs of its callers. */
export type Needed = NeededScope | 'nothing';

/**
 * Callers of the handler, or of the controller's handlers, need a key with this scope, unless `api.open` has their network.
 *
 * @param scope `any` = whatever the key is good for
 */
export function RequireScope(scope: NeededScope): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(NEEDED, scope), ApiBearerAuth(KEY_SCHEME));
}

/** Callers need no key. */
export function Public(): ClassDecorator & MethodDecorator {
  return SetMetadata(NEEDED, 'nothing' satisfies Needed);
}
