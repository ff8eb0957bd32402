import { answerOf, api } from '../../api/client.js';
import { requestTextOf, type PushContent, type Target } from './push-draft.js';

/** What came of a push. */
export interface Pushed {
  /** Sessions that it was queued for. */
  readonly sessions: number;
  /** Recipients without a session now. */
  readonly offline: readonly (string | number)[];
  readonly ids: readonly string[];
  readonly epoch: string;
}

/** @throws ApiProblem */
export async function sendPush(target: Target, content: PushContent, idempotencyKey: string): Promise<Pushed> {
  const options = {
    params: { header: idempotencyKey === '' ? {} : { 'idempotency-key': idempotencyKey } },
    bodySerializer: () => requestTextOf(target, content),
  };
  if (target.way === 'keys') {
    return answerOf(api.POST('/v1/push/keys', { ...options, body: { ...content, keys: [...target.keys] } }));
  }
  if (target.way === 'mids') {
    return answerOf(api.POST('/v1/push/mids', { ...options, body: { ...content, mids: [...target.mids] } }));
  }
  const { sessions, id, epoch } = await (target.way === 'room'
    ? answerOf(api.POST('/v1/push/room', { ...options, body: { ...content, room: target.room } }))
    : answerOf(api.POST('/v1/push/all', { ...options, body: content })));
  return { sessions, offline: [], ids: [id], epoch };
}
