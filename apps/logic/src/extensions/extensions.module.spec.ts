import { beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Injectable, Module, Scope, type Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { z } from 'zod';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import { Authenticator } from '../auth/authenticator.js';
import { Access } from '../authorization/access.js';
import { Authorizer, TokenAuthorizer, type Asker } from '../authorization/authorizer.js';
import { LogicConfig } from '../config/logic.config.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import { ExtensionsModule } from './extensions.module.js';

const NO_AUTHORIZER = 'rooms: join is "extension", and no module of extensions exports an Authorizer';
const URL = 'http://127.0.0.1:9/x';
const client = { mid: 1, key: 'k', rooms: [], mayJoin: [], ip: '', platform: '' } as unknown as Asker;
const authenticator = { takesTokensAtTheirWord: true } as Authenticator;

/** What the file says. */
let given: z.input<typeof LogicConfig>;
let live: LiveConfig<LogicConfig>;

/** Loads the modules of a start, of which one may have the authorizer. */
function start(authorizer: Authorizer = new TokenAuthorizer()): Access {
  live = LiveConfig.still(LogicConfig, given);
  new ExtensionsModule(authenticator, authorizer, live, { getProviders: () => [] } as unknown as DiscoveryService);
  const sessions = { roomCount: () => 0, byKey: () => undefined } as unknown as SessionRegistry;
  return new Access(authorizer, authenticator, sessions, live, new Metrics({ processMetrics: false }));
}

function mayJoin(access: Access, room: string): Promise<unknown> {
  return access.may('join', client, room as never);
}

beforeEach(() => {
  given = {};
});

describe('rooms.types that change while logic runs', () => {
  // It asked nobody, and so everybody was turned away from rooms that were open.
  it('wait with the address of the webhook that they need', async () => {
    const access = start();
    given.rooms = { webhook: { url: URL }, types: { chat: { join: 'webhook' } } };
    expect(await live.reload('file')).toMatchObject({
      outcome: 'restart-needed',
      waiting: ['rooms.webhook.url', 'rooms.types'],
    });
    expect(await mayJoin(access, 'chat://1')).toEqual({ allowed: true });
  });

  it('act where the address is there already', async () => {
    given.rooms = { webhook: { url: URL } };
    start();
    given.rooms = { webhook: { url: URL }, types: { chat: { join: 'webhook' } } };
    expect(await live.reload('file')).toMatchObject({ applied: ['rooms.types'], waiting: [] });
  });

  it('are refused where they need an Authorizer and none is there, as at a start', async () => {
    const access = start();
    given.rooms = { types: { vip: { join: 'extension' } } };
    expect(await live.reload('file')).toMatchObject({ outcome: 'refused', problems: [NO_AUTHORIZER] });
    expect(await mayJoin(access, 'vip://1')).toEqual({ allowed: true });
    expect(() => start()).toThrow(NO_AUTHORIZER);
  });

  it('wait with the module that may have it', async () => {
    start();
    given.rooms = { types: { vip: { join: 'extension' } } };
    given.extensions = ['./more.js'];
    expect(await live.reload('file')).toMatchObject({
      outcome: 'restart-needed',
      waiting: ['extensions', 'rooms.types'],
    });
  });

  it('act where an Authorizer is there', async () => {
    start({} as Authorizer);
    given.rooms = { types: { vip: { join: 'extension' } } };
    expect(await live.reload('file')).toMatchObject({ applied: ['rooms.types'] });
  });
});

describe('an Authorizer or Authenticator of an extension', () => {
  class Any extends Authorizer {
    canJoin(): { allowed: boolean } {
      return { allowed: true };
    }
  }
  const authorizer = { provide: Authorizer, useClass: Any };
  const ofTokens = { provide: Authenticator, useValue: { authenticate: () => undefined } };

  @Module({ providers: [authorizer], exports: [Authorizer] })
  class Exports {}
  @Module({ providers: [authorizer], exports: [Authorizer] })
  class ExportsToo {}
  @Module({ providers: [authorizer] })
  class Keeps {}
  @Module({ imports: [Exports] })
  class KeepsThatOfAnother {}
  @Module({ imports: [Exports], exports: [Exports] })
  class HandsOn {}
  @Injectable()
  class Stricter {
    constructor(readonly other: Authorizer) {}
  }
  @Module({ imports: [Exports], providers: [Stricter], exports: [Stricter] })
  class Around {}
  @Module({
    imports: [Around],
    providers: [{ provide: Authorizer, useExisting: Stricter }],
    exports: [Authorizer],
  })
  class Decorates {}
  @Module({ providers: [{ ...authorizer, scope: Scope.TRANSIENT }], exports: [Authorizer] })
  class OneEach {}
  @Module({ providers: [ofTokens] })
  class KeepsTokens {}
  @Module({ providers: [ofTokens], exports: [Authenticator] })
  class Tokens {}

  async function startWith(...extensions: Type[]): Promise<unknown> {
    live = LiveConfig.still(LogicConfig, given);
    const metrics = new Metrics({ processMetrics: false });
    const provided = [
      { provide: LiveConfig, useValue: live },
      { provide: Metrics, useValue: metrics },
    ];
    @Global()
    @Module({ providers: provided, exports: provided })
    class Process {}
    const { mode } = live.current.auth;
    const app = await Test.createTestingModule({
      imports: [Process, ExtensionsModule.forRoot(extensions, mode)],
    }).compile();
    await app.init();
    await app.close();
    return 'started';
  }

  it.each([[[]], [[Exports]], [[HandsOn]], [[Exports, Tokens]], [[Decorates]], [[OneEach]]])(
    'is asked where it is exported: %p',
    async (extensions) => {
      expect(await startWith(...extensions)).toBe('started');
    },
  );

  // Everybody joined the rooms that it was to keep them out of, and nobody was told.
  it.each<[Type[], string]>([
    [[Keeps], 'Keeps: nobody asks its Authorizer'],
    [[KeepsThatOfAnother], 'Exports: nobody asks its Authorizer'],
    [[Exports, ExportsToo], 'ExportsToo: nobody asks its Authorizer'],
    [[KeepsTokens], 'KeepsTokens: nobody asks its Authenticator'],
  ])('that nobody would ask keeps logic from starting: %p', async (extensions, problem) => {
    await expect(startWith(...extensions)).rejects.toThrow(`extensions: ${problem}`);
  });

  it('is not looked for where auth.mode names another authenticator', async () => {
    given.auth = { mode: 'goim-v1' };
    expect(await startWith(Tokens)).toBe('started');
  });
});
