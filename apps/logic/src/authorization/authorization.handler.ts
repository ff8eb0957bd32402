import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RpcHandler } from '#bus/nest';
import {
  AppError,
  logicRpc,
  type AuthorizeReply,
  type AuthorizeRequest,
  type RoomKey,
  type SessionKey,
  type Target,
} from '#contracts';
import { Access, type Action } from './access.js';

const ACTIONS: ReadonlySet<string> = new Set<Action>(['join', 'subscribe', 'read']);
const LONGEST_KEEP_MS = 24 * 3_600_000;

/** Questions of comets about what their clients may do. */
@Controller()
export class AuthorizationHandler {
  constructor(private readonly access: Access) {}

  @RpcHandler(logicRpc.authorize)
  async authorize(@Payload() request: AuthorizeRequest): Promise<AuthorizeReply> {
    const { action, object, roomID, joined, mid, key, ip, platform, mayJoin } = request;
    if (!isAction(action)) throw new AppError('invalid-argument', 'the action is not known');
    const rooms = (roomID === '' ? joined : [roomID, ...joined]) as RoomKey[];
    const client = { mid, key: key as SessionKey, rooms, mayJoin, ip, platform };
    const { allowed, reason = '', keepFor = 0 } = await this.access.may(action, client, object as RoomKey | Target);
    const keep = Math.round(Math.min(Math.max(keepFor, 0), LONGEST_KEEP_MS));
    return allowed ? { error: '', reason: '', keep } : { error: 'forbidden', reason, keep };
  }
}

function isAction(action: string): action is Action {
  return ACTIONS.has(action);
}
