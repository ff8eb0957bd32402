import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Cluster, eventually, startDatabase, type TestDatabase } from '#test-support';
import { ask } from '../http-request.js';

const OPERATION = 1000;
const WITHIN_MS = 30_000;
const RESUME = 22;
const RESUME_REPLY = 23;
const RECOVERED = { verdict: 'recovered' };

describe('clients that come back one after another, and have missed the same', () => {
  let database: TestDatabase;
  let cluster: Cluster;
  let logic: string;
  let comet: string;
  let room: string;
  /** Where the room was before anything was pushed to it. */
  let start: string;
  let rooms = 0;

  beforeAll(async () => {
    database = await startDatabase();
    cluster = await Cluster.start(['logic', 'comet', 'job'], {
      LOGIC__HISTORY__URL: database.url,
      JOB__HISTORY__URL: database.url,
    });
    logic = cluster.apps[0]!.address('http');
    comet = cluster.apps[1]!.address('http');
  });

  afterAll(async () => {
    await cluster.stop();
    await database.stop();
  });

  beforeEach(async () => {
    room = `live://${++rooms}`;
    const { cursors } = await connect();
    start = cursors[`room:${room}`]!;
    expect(start).toMatch(/^\d+:\d+$/);
  });

  async function connect(): Promise<{ url: string; cursors: Record<string, string> }> {
    const { status, body } = await ask(`${comet}/v1/connections?version=2`, 'POST', { room_id: room });
    expect(status).toBe(201);
    return { url: `${comet}/v1/connections/${body.id}`, cursors: body.cursors as Record<string, string> };
  }

  /** Connects anew, resumes from where the room was, and tells the bodies that it gets up to a last one. */
  async function resumed(last: string): Promise<string[]> {
    const { url } = await connect();
    const body = JSON.stringify({ cursors: { [`room:${room}`]: start } });
    expect((await ask(`${url}/frames`, 'POST', { op: RESUME, ver: 2, seq: 1, body })).status).toBe(204);
    const got: string[] = [];
    const replies: unknown[] = [];
    let cursor = '0';
    while (got.at(-1) !== last) {
      const answer = await ask(`${url}/poll?cursor=${cursor}&timeout=20`);
      expect(answer.status).toBe(200);
      cursor = answer.body.cursor;
      for (const { op, body: text } of answer.body.messages) {
        if (op === RESUME_REPLY) replies.push(JSON.parse(text!));
        else if (op === OPERATION) got.push(text!);
      }
    }
    expect(replies).toMatchObject([{ targets: { [`room:${room}`]: RECOVERED } }]);
    return got;
  }

  /** @returns epoch:id */
  async function push(message: string, options: object = {}): Promise<string> {
    const response = await fetch(`${logic}/v1/push/room`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ room, operation: OPERATION, message, ...options }),
    });
    expect(response.status).toBe(202);
    const { epoch, id } = (await response.json()) as { epoch: string; id: string };
    return `${epoch}:${id}`;
  }

  async function listed(): Promise<string[]> {
    const response = await fetch(`${logic}/v1/rooms/${encodeURIComponent(room)}/messages`);
    const { messages } = (await response.json()) as { messages: { body: string }[] };
    return messages.map(({ body }) => body).toReversed();
  }

  it('each get all of it, and what came since', async () => {
    await push('1');
    await push('2');
    expect(await resumed('2')).toEqual(['1', '2']);
    await push('3');
    expect(await resumed('3')).toEqual(['1', '2', '3']);
    expect(await resumed('3')).toEqual(['1', '2', '3']);
  });

  it('do not get what was taken back after others had got it', async () => {
    const slip = await push('a slip');
    await push('2');
    expect(await resumed('2')).toEqual(['a slip', '2']);
    expect((await fetch(`${logic}/v1/messages/${slip}`, { method: 'DELETE' })).status).toBe(204);
    expect(await listed()).toEqual(['2']);
    await push('3');
    expect(await resumed('3')).toEqual(['2', '3']);
  });

  it('do not get what has expired since others had got it', async () => {
    await push('short-lived', { ttl: 1 });
    await push('2');
    expect(await resumed('2')).toContain('2');
    await eventually('it has expired', WITHIN_MS, async () => expect(await listed()).toEqual(['2']));
    expect(await resumed('2')).toEqual(['2']);
  });
});
