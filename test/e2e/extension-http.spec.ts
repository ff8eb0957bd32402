import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { AppProcess, Cluster } from '#test-support';

const ACTIVITY = './dist/examples/activity/activity.module.js';
const API_KEY = './dist/examples/api-key/api-key.module.js';
const KEY = 'only for this test';

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly security?: unknown;
}

describe('a guard of an extension', () => {
  let cluster: Cluster;
  let url: string;

  beforeAll(async () => {
    cluster = await Cluster.start([]);
    const settings = { LOGIC__EXTENSIONS: `${API_KEY},${ACTIVITY}`, API_KEY: KEY };
    const logic = await AppProcess.start('logic', cluster.broker.url, settings);
    cluster.apps.push(logic);
    url = logic.address('http');
  });

  afterAll(() => cluster.stop());

  async function statusOf(path: string, method: string, key?: string): Promise<number> {
    const headers: Record<string, string> = key === undefined ? {} : { 'X-Api-Key': key };
    const response = await fetch(url + path, { method, headers, ...(method === 'POST' && { body: 'x' }) });
    await response.arrayBuffer();
    return response.status;
  }

  it.each([
    ['/goim/push/all?operation=1000', 'POST', 200],
    ['/goim/%70ush/all?operation=1000', 'POST', 200],
    ['/goim/online/total', 'GET', 200],
    ['/1/push/all?operation=1000', 'POST', 200],
    ['/v1/online', 'GET', 200],
    ['/v1/sessions/nobody', 'GET', 404],
    ['/activity', 'GET', 200],
  ])('asks for a key on %s', async (path, method, status) => {
    expect([await statusOf(path, method), await statusOf(path, method, 'wrong')]).toEqual([401, 401]);
    expect(await statusOf(path, method, KEY)).toBe(status);
  });

  it('leaves open what it wants to', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) expect(await statusOf(path, 'GET')).toBe(200);
  });

  it('refuses in the form of each API', async () => {
    const goim = await fetch(`${url}/goim/online/total`);
    expect(await goim.json()).toEqual({ code: -400, message: 'X-Api-Key is missing or wrong' });
    const json = await fetch(`${url}/v1/online`);
    expect(json.headers.get('content-type')).toContain('application/problem+json');
    expect(await json.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('and the routes of an extension stand in the API document, with ours as they are', async () => {
    const document = (await (await fetch(`${url}/docs-json`)).json()) as Document;
    const ours = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as Document;
    expect(document.paths).toEqual({ ...ours.paths, '/activity': expect.anything() });
    expect(document.paths['/activity']).toMatchObject({
      get: { tags: ['activity'], summary: 'What this logic was told, the newest last' },
    });
    expect(document.components).toEqual({
      schemas: { ...ours.components['schemas'], Activity: expect.objectContaining({ type: 'object' }) },
      securitySchemes: {
        ...ours.components['securitySchemes'],
        key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
    });
    expect(document.security).toEqual([{ key: [] }]);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
  });
});
