import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from '#test-support';

const ORIGIN = 'https://app.example';

let cluster: Cluster;
let base: string;

beforeAll(async () => {
  cluster = await Cluster.start(['logic'], { LOGIC__HTTP__ALLOWED_ORIGINS: ORIGIN });
  base = cluster.apps[0]!.address('http');
});

afterAll(() => cluster.stop());

describe('the page of a site that logic allows', () => {
  it('asks seldom whether it may push', async () => {
    const headers = {
      origin: ORIGIN,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,idempotency-key',
    };
    const answer = await fetch(`${base}/v1/rooms/a/members/b`, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': expect.stringMatching(/\bPUT\b/),
      'access-control-allow-headers': 'authorization,idempotency-key',
      'access-control-max-age': '600',
      vary: expect.stringMatching(/\bOrigin\b/),
    });
  });

  it("reads the ids of what it pushed by goim's paths", async () => {
    const pushed = await fetch(`${base}/goim/push/all?operation=1000`, {
      method: 'POST',
      body: 'x',
      headers: { origin: ORIGIN },
    });
    expect(pushed.headers.get('goim-message-id')).toMatch(/^\d+$/);
    expect(pushed.headers.get('access-control-expose-headers')).toBe('goim-message-id, Retry-After');
  });
});
