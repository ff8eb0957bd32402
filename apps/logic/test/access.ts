import type { SessionKey } from '#contracts';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import { Authenticator, type Identity } from '../src/auth/authenticator.js';
import { Access } from '../src/authorization/access.js';
import { type Authorizer, TokenAuthorizer } from '../src/authorization/authorizer.js';
import { LogicConfig } from '../src/config/logic.config.js';
import type { SessionRegistry } from '../src/sessions/session-registry.js';
import { FakeRegistry } from './fake-sessions.js';

class AtTheirWord extends Authenticator {
  constructor(override readonly takesTokensAtTheirWord: boolean) {
    super();
  }

  async authenticate(): Promise<Identity> {
    return { mid: 7, key: 'k' as SessionKey, room: '', accepts: [], platform: '' };
  }
}

interface Given {
  /** The section `rooms` of the configuration. */
  rooms?: object;
  authorizer?: Authorizer;
  takesTokensAtTheirWord?: boolean;
  registry?: SessionRegistry;
  metrics?: Metrics;
}

/** What clients may do; everything, unless `given` says otherwise. */
export function accessOf({
  rooms = {},
  authorizer = new TokenAuthorizer(),
  takesTokensAtTheirWord = true,
  registry = new FakeRegistry(),
  metrics = new Metrics({ processMetrics: false }),
}: Given = {}): Access {
  const live = LiveConfig.still(LogicConfig, { rooms });
  return new Access(authorizer, new AtTheirWord(takesTokensAtTheirWord), registry, live, metrics);
}
