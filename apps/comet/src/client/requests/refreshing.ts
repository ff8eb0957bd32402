import type { BanList } from '#bus';
import { AppError, type AppErrorCode, Disconnects, withMessage } from '#contracts';
import { Operation, type Frame } from '#protocol';
import type { AuthenticatedClient } from '../authenticated-client.js';
import { banOf } from '../admission/ban-enforcement.js';
import { jsonObject } from './json-bodies.js';
import type { LogicClient } from '../registration/logic-client.js';
import { grantOf } from './granted.js';
import { errorBody } from './upstream.js';

/** Takes another token of a client, so that its connection outlives the one that it was let in by. */
export class Refreshing {
  constructor(
    private readonly logic: Pick<LogicClient, 'refresh'>,
    private readonly bans: Pick<BanList, 'find'>,
  ) {}

  /** Another token may be better, so a refused one costs the client nothing before the first one ends. */
  refresh(client: AuthenticatedClient, { ver, seq, body }: Frame): void {
    const { mid, key, outlet } = client.channel;
    const token = tokenIn(body)!;
    client.gate.hold();
    this.logic
      .refresh({ mid, token: Buffer.from(token), cookie: outlet.cookie, ip: outlet.ip, origin: outlet.origin })
      .then(
        ({ expiresIn, grant, tokenId }) => {
          if (client.isGone) return;
          // A ban that came meanwhile did not find the new token among the sessions; one of the old token is yet to be enforced.
          const who = { ip: outlet.ip, mid, key };
          const banned = banOf(this.bans, { ...who, tokenId }) ?? banOf(this.bans, { ...who, tokenId: client.tokenId });
          if (banned) {
            outlet.close(banned);
            return;
          }
          client.grant = grantOf(grant);
          client.decisions = undefined;
          client.tokenId = tokenId;
          outlet.session.expireIn(expiresIn);
          client.reply({ ver, seq }, Operation.RefreshReply, Buffer.from(JSON.stringify(expiryOf(expiresIn))));
        },
        (error: unknown) => {
          client.reply({ ver, seq }, Operation.RefreshReply, refusalOf(error));
        },
      )
      .then(() => client.gate.release())
      .catch((error: unknown) => client.fail(error));
  }
}

/** What logic says of a token that it does not take. */
const REFUSALS: ReadonlySet<string> = new Set<AppErrorCode>(['unauthenticated', 'forbidden', 'banned']);

/** The token of a request, which is `{"token":"…"}` and nothing else; undefined where the body is another. */
export function tokenIn(body: Buffer): string | undefined {
  const asked = jsonObject(body);
  const token = asked?.['token'];
  return asked && Object.keys(asked).length === 1 && typeof token === 'string' ? token : undefined;
}

/** When credentials end, as clients are told: `expiresIn` in whole seconds; nothing where they do not. @param ms 0 = never */
export function expiryOf(ms: number): { expiresIn?: number } {
  return ms === 0 ? {} : { expiresIn: Math.max(Math.floor(ms / 1_000), 0) };
}

function refusalOf(error: unknown): Uint8Array {
  const isRefused = error instanceof AppError && REFUSALS.has(error.code);
  if (!isRefused) return errorBody(error instanceof AppError ? error.code : 'internal');
  const { reason, message = '' } = withMessage(Disconnects.authRefused, error.message);
  return errorBody(reason, message);
}
