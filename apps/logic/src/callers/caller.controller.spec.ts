import { describe, expect, it } from '@jest/globals';
import type { ApiKey } from '#callers';
import { CallerController } from './caller.controller.js';

const address = '10.0.0.7';
const key: ApiKey = { id: '0123456789ab', name: 'billing', scopes: new Set(['read', 'push']), push: {} };

describe('GET /v1/caller', () => {
  it('tells whose key it is, and its scopes in their order', () => {
    expect(new CallerController().one({ address, key })).toEqual({
      name: 'billing',
      scopes: ['push', 'read'],
      open: false,
    });
  });

  it('tells whoever needs no key that they may do everything', () => {
    expect(new CallerController().one({ address })).toEqual({
      name: null,
      scopes: ['push', 'read', 'admin'],
      open: true,
    });
  });
});
