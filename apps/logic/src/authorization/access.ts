import { Inject, Injectable } from '@nestjs/common';
import { LiveConfig, type Live } from '#config';
import { AppError, parseTarget, roomTypeOf, type Grant, type RoomKey, type Target } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { Authenticator, type Identity } from '../auth/authenticator.js';
import type { LogicConfig } from '../config/logic.config.js';
import type { JoinPolicy, RoomsSection, RoomType } from '../config/rooms-section.js';
import { roomsOf } from '../sessions/session-record.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import type { UpstreamMessage } from '../upstream/upstream-message.js';
import { ALLOWED, Authorizer, type Asker, type Decision, TokenAuthorizer } from './authorizer.js';
import { WebhookAuthorizer } from './webhook/webhook.authorizer.js';

/** What a comet asks about. */
export type Action = 'join' | 'subscribe' | 'read';
const ACTIONS = ['join', 'subscribe', 'read', 'send', 'relay'] as const;
type LabelledAction = (typeof ACTIONS)[number];

const DEFAULT_TYPE: RoomType = { send: 'members', history: 'members', maxMembers: 0 };

/** What clients may do: what the configuration says of the type of room, and then what the authorizer says. */
@Injectable()
export class Access {
  /** That of an extension. */
  private readonly own: Authorizer | undefined;
  private readonly token = new TokenAuthorizer();
  private readonly webhook: WebhookAuthorizer;
  private readonly policy: JoinPolicy;
  private readonly rooms: Live<RoomsSection>;
  private readonly refusals: LabelledCounts<'action' | 'why'>;

  constructor(
    authorizer: Authorizer,
    authenticator: Authenticator,
    private readonly sessions: SessionRegistry,
    @Inject(LiveConfig) live: LiveConfig<LogicConfig>,
    metrics: Metrics,
  ) {
    this.own = authorizer instanceof TokenAuthorizer ? undefined : authorizer;
    this.rooms = live.select(({ rooms }) => rooms);
    this.webhook = new WebhookAuthorizer(live.select(({ rooms }) => rooms.webhook));
    const unsaid = authenticator.takesTokensAtTheirWord ? 'any' : 'token';
    this.policy = live.current.rooms.join ?? (this.own ? 'extension' : unsaid);
    this.refusals = metrics.counter(
      'goim_access_refused_total',
      'What clients may not do, by action (join, subscribe, read, send, relay) and why: the policy (token, webhook, extension, nobody), full, or unavailable where nobody could say.',
      ['action', 'why'],
      ACTIONS.map((action) => ({ action, why: 'unavailable' })),
    );
  }

  /** What a client may do without a question. */
  grantTo({ room, rooms = [], mayJoin = [] }: Identity): Grant {
    const types = Object.values(this.rooms.current.types);
    const joinsAny =
      this.policy === 'any' && types.every(({ join = 'any', maxMembers }) => join === 'any' && maxMembers === 0);
    const readsAny = !this.own && types.every(({ history }) => history === 'members');
    // A room whose name looks like a pattern is granted by a pattern alone.
    const exact = [room, ...rooms].filter((name) => name !== '' && !name.endsWith('*'));
    const named = joinsAny ? [] : [...exact, ...mayJoin];
    return { mayJoin: [...new Set<string>(named)], joinsAny, readsAny };
  }

  /** @throws AppError `forbidden` where a client may not be in the rooms that its credentials put it into, `unavailable` */
  async assertMayEnter(client: Asker, room: RoomKey | '', extraRooms: readonly RoomKey[]): Promise<void> {
    const entered = room === '' ? [] : [['join', room] as const];
    for (const [action, one] of [...entered, ...extraRooms.map((extra) => ['subscribe', extra] as const)]) {
      const { allowed, reason = 'refused' } = await this.may(action, client, one);
      if (!allowed) throw new AppError('forbidden', `room ${one}: ${reason}`);
    }
  }

  /**
   * Whether a client may be in a room, or read a target.
   *
   * @throws AppError `unavailable`, or what the authorizer throws: then it may not
   */
  may(action: Action, client: Asker, object: RoomKey | Target): Promise<Decision> {
    return action === 'read' ? this.mayRead(client, object as Target) : this.mayJoin(action, client, object as RoomKey);
  }

  /** @throws as `may` */
  async maySend(message: UpstreamMessage): Promise<Decision> {
    return this.own ? this.decided('send', 'extension', () => this.own!.canSend(message)) : ALLOWED;
  }

  /** @param room its sender is in it @throws as `may` */
  async mayRelay(message: UpstreamMessage, room: RoomKey): Promise<Decision> {
    if (this.typeOf(room).send === 'nobody') return this.refuse('relay', 'nobody', 'nobody may send to it');
    return this.own ? this.decided('relay', 'extension', () => this.own!.canRelay(message, room)) : ALLOWED;
  }

  private async mayRead(client: Asker, target: Target): Promise<Decision> {
    const addressee = parseTarget(target);
    if (addressee?.kind === 'room' && this.typeOf(addressee.room).history === 'nobody') {
      return this.refuse('read', 'nobody', 'nobody may read it');
    }
    return this.own ? this.decided('read', 'extension', () => this.own!.canReadHistory(client, target)) : ALLOWED;
  }

  private async mayJoin(action: 'join' | 'subscribe', client: Asker, room: RoomKey): Promise<Decision> {
    const { join: policy = this.policy, maxMembers } = this.typeOf(room);
    if (policy === 'nobody') return this.refuse(action, policy, 'nobody may join it');
    if (policy !== 'any') {
      const authorizer = this.authorizerBy(policy);
      const decision = await this.decided(action, policy, () =>
        action === 'join' ? authorizer.canJoin(client, room) : authorizer.canSubscribe(client, room),
      );
      if (!decision.allowed || maxMembers === 0) return decision;
    }
    // Where several join at the same time some may be too many: a room has no lock.
    const isFull = maxMembers > 0 && this.sessions.roomCount(room) >= maxMembers && !this.isIn(client, room);
    return isFull ? this.refuse(action, 'full', 'the room is full') : ALLOWED;
  }

  private authorizerBy(policy: 'token' | 'webhook' | 'extension'): Authorizer {
    if (policy === 'token') return this.token;
    if (policy === 'webhook') return this.webhook;
    if (!this.own) throw new AppError('internal', 'no extension has an Authorizer');
    return this.own;
  }

  /** A client that comes back to a room does not fill it. */
  private isIn({ key }: Asker, room: RoomKey): boolean {
    const session = this.sessions.byKey(key);
    return session !== undefined && roomsOf(session).includes(room);
  }

  private typeOf(room: RoomKey): RoomType {
    const { types } = this.rooms.current;
    const type = roomTypeOf(room) ?? '';
    return Object.hasOwn(types, type) ? types[type]! : DEFAULT_TYPE;
  }

  private async decided(
    action: LabelledAction,
    policy: JoinPolicy,
    decide: () => Decision | Promise<Decision>,
  ): Promise<Decision> {
    let decision: Decision;
    try {
      decision = await decide();
    } catch (error) {
      this.refusals.inc({ action, why: 'unavailable' });
      throw error;
    }
    if (!decision.allowed) this.refusals.inc({ action, why: policy });
    return decision;
  }

  private refuse(action: LabelledAction, why: string, reason: string): Decision {
    this.refusals.inc({ action, why });
    return { allowed: false, reason };
  }
}
