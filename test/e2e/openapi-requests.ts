import { nodeInfo } from '#test-support';

/** What is sent to an operation. */
export interface Request {
  /** What stands for `{name}` in the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** JSON; on goim's paths, text as it is. */
  readonly body?: object | string;
}

/** How each operation is made to succeed, and to fail in the ways that only it knows. */
export interface Operation {
  readonly ok: Request;
  /** Answered with 400. */
  readonly wrong?: Request;
  /** Answered with 404. */
  readonly missing?: Request;
  /** Answered with 409. */
  readonly conflict?: Request;
  /** Answered with 503 while NATS is away, or the history's database; `ok` unless given. */
  readonly away?: Request;
  /** What has a stream of events tell of something. */
  readonly meanwhile?: readonly [operation: string, request: Request];
  /** Any key will do, so it is a page of another site that is answered with 403. */
  readonly anyKey?: true;
}

export const content = { operation: 1000, message: 'hello' };
export const room = 'live://1';
/** Of the messages that are there. */
export const EPOCH = 1_764_360_000;

/** A comet of goim's own, as logics keep it in the list. */
export const GOIM_COMET = nodeInfo({
  id: "goim's node",
  hostname: 'goim',
  weight: 1,
  offline: true,
  grpc: '127.0.0.1:9',
  goim: true,
});

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /goim/push/keys': { ok: { query: 'operation=1000&keys=k', body: 'x' }, wrong: { query: 'operation=1000' } },
  'POST /goim/push/mids': { ok: { query: 'operation=1000&mids=1', body: 'x' }, wrong: { query: 'mids=x' } },
  'POST /goim/push/room': { ok: { query: 'operation=1000&type=live&room=1', body: 'x' }, wrong: {} },
  'POST /goim/push/all': { ok: { query: 'operation=1000', body: 'x' }, wrong: { query: 'operation=0' } },
  'GET /goim/online/top': { ok: { query: 'type=live&limit=1' }, wrong: {} },
  'GET /goim/online/room': { ok: { query: 'type=live&rooms=1' }, wrong: {} },
  'GET /goim/online/total': { ok: {} },
  'GET /goim/nodes/weighted': { ok: { query: 'platform=web' }, wrong: { query: 'platform=a&platform=b' } },
  'GET /goim/nodes/instances': { ok: {} },
  'POST /1/push': { ok: { query: 'uid=1', body: 'x' }, wrong: {} },
  'POST /1/pushs': { ok: { body: { u: [1], m: content.message } }, wrong: { body: { u: [1] } } },
  'POST /1/push/room': { ok: { query: 'rid=1', body: 'x' }, wrong: {} },
  'POST /1/push/all': { ok: { body: 'x' }, wrong: { query: 'operation=0' } },
  'POST /v1/push/keys': { ok: { body: { ...content, keys: ['k', 'nobody'] } }, wrong: { body: content } },
  'POST /v1/push/mids': { ok: { body: { ...content, mids: [1, 99] } }, wrong: { body: content } },
  'POST /v1/push/room': { ok: { body: { ...content, room } }, wrong: { body: content } },
  'POST /v1/push/all': { ok: { body: content }, wrong: { body: { ...content, operation: 0 } } },
  'POST /v1/push/batch': { ok: { body: { pushes: [{ to: 'all', ...content }] } }, wrong: { body: { pushes: [] } } },
  'GET /v1/pushes/{id}': {
    ok: { path: { id: 'a push' } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '7' } },
  },
  'GET /v1/explain': { ok: { query: 'key=k&message=1024' }, wrong: { query: 'key=k&message=x' } },
  'GET /v1/rooms': { ok: { query: 'type=live&sort=name&limit=1' }, wrong: { query: 'limit=0' } },
  'GET /v1/rooms/{room}': { ok: { path: { room } }, wrong: { path: { room: 'x'.repeat(257) } } },
  'GET /v1/rooms/{room}/members': { ok: { path: { room } }, wrong: { path: { room }, query: 'cursor=!' } },
  'PUT /v1/rooms/{room}/members/{key}': {
    ok: { path: { room, key: 'k' } },
    wrong: { path: { room: 'x'.repeat(257), key: 'k' } },
    missing: { path: { room, key: 'nobody' } },
    conflict: { path: { room, key: "goim's" } },
  },
  'DELETE /v1/rooms/{room}/members/{key}': {
    ok: { path: { room, key: 'k' } },
    wrong: { path: { room, key: 'x'.repeat(257) } },
    missing: { path: { room, key: 'nobody' } },
    conflict: { path: { room, key: "goim's" } },
  },
  'GET /v1/rooms/{room}/messages': { ok: { path: { room } }, wrong: { path: { room }, query: 'before=x' } },
  'GET /v1/rooms/{room}/export': { ok: { path: { room } }, wrong: { path: { room }, query: 'from=x' } },
  'GET /v1/rooms/{room}/tail': {
    ok: { path: { room } },
    meanwhile: ['POST /v1/push/room', { body: { ...content, room } }],
  },
  'GET /v1/members/{mid}/messages': {
    ok: { path: { mid: '7' }, query: 'after=1:1&limit=1' },
    wrong: { path: { mid: 'x' } },
    missing: { path: { mid: '0' } },
  },
  'GET /v1/members/{mid}/unread': {
    ok: { path: { mid: '7' } },
    wrong: { path: { mid: 'x' } },
    missing: { path: { mid: '0' } },
  },
  'GET /v1/sessions/{key}/messages': { ok: { path: { key: 'k' } }, wrong: { path: { key: 'k' }, query: 'limit=201' } },
  'GET /v1/broadcasts/messages': { ok: { query: 'operation=1000' }, wrong: { query: 'before=1:1&after=1:1' } },
  'GET /v1/messages/{id}': {
    ok: { path: { id: `${EPOCH}:1024` } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '7' } },
  },
  'DELETE /v1/messages/{id}': {
    ok: { path: { id: `${EPOCH}:2048` } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '7' } },
    away: { path: { id: `${EPOCH}:1024` } },
  },
  'GET /v1/sessions': { ok: { query: 'platform=web&since=1&prefix=k' }, wrong: { query: 'mid=x' } },
  'GET /v1/sessions/{key}': {
    ok: { path: { key: 'k' } },
    wrong: { path: { key: 'x'.repeat(257) } },
    missing: { path: { key: 'nobody' } },
    // Somebody who is not known may be there.
    away: { path: { key: 'nobody' } },
  },
  'DELETE /v1/sessions': {
    ok: { query: 'mid=2' },
    wrong: {},
    conflict: { query: 'mid=4' },
    away: { query: 'mid=1' },
  },
  'DELETE /v1/sessions/{key}': {
    ok: { path: { key: 'to be closed' } },
    wrong: { path: { key: 'k' }, query: `reason=${'x'.repeat(101)}` },
    missing: { path: { key: 'nobody' } },
    conflict: { path: { key: "goim's" } },
    away: { path: { key: 'k' } },
  },
  'POST /v1/bans': { ok: { body: { key: 'banned' } }, wrong: { body: { mid: 0 } } },
  'GET /v1/bans': { ok: {}, wrong: { query: 'limit=x' } },
  'DELETE /v1/bans/{id}': {
    ok: { path: { id: 'a ban' } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '00000000-0000-4000-8000-000000000000' } },
    away: { path: { id: 'another ban' } },
  },
  'GET /v1/caller': { ok: {}, anyKey: true },
  'GET /v1/online': { ok: {} },
  'GET /v1/online/rooms': { ok: { query: 'rooms=live&rooms=none' }, wrong: {} },
  'GET /v1/online/top': { ok: { query: 'type=live&limit=1' }, wrong: { query: 'limit=x' } },
  'GET /v1/nodes': { ok: {} },
  'GET /v1/queue': { ok: {} },
  'GET /v1/dead-letters': { ok: {}, wrong: { query: 'limit=0' } },
  'GET /v1/dead-letters/{id}': {
    ok: { path: { id: 'a letter' } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '1:9' } },
  },
  'POST /v1/dead-letters/{id}/push': {
    ok: { path: { id: 'a letter to push' } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '1:9' } },
    conflict: { path: { id: 'a letter' } },
    away: { path: { id: 'a letter' } },
  },
  'DELETE /v1/dead-letters/{id}': {
    ok: { path: { id: 'a letter to discard' } },
    wrong: { path: { id: 'x' } },
    missing: { path: { id: '1:9' } },
    away: { path: { id: 'a letter' } },
  },
  'GET /v1/instances': { ok: {}, wrong: { query: 'app=x' } },
  'GET /v1/stats/rooms': { ok: { query: 'limit=5' }, wrong: { query: 'limit=0' } },
  'GET /v1/stats/sessions': { ok: { query: 'limit=5' }, wrong: { query: 'limit=0' } },
  'GET /v1/stats': { ok: { query: 'step=20' }, wrong: { query: 'step=15' } },
  'GET /v1/stream': { ok: { query: 'events=counts' }, wrong: { query: 'events=x' } },
  'GET /v1/nodes/weighted': { ok: { query: 'platform=web' }, wrong: { query: 'platform=a&platform=b' } },
  'PUT /v1/nodes/{id}/offline': {
    ok: { path: { id: 'the comet' }, body: { offline: false } },
    wrong: { path: { id: 'the comet' }, body: {} },
    missing: { path: { id: 'none' }, body: { offline: false } },
    conflict: { path: { id: GOIM_COMET.id }, body: { offline: false } },
  },
};
