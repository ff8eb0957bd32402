import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Operation } from '#protocol';
import { Broker, eventually, GoimClient, type Token } from '#test-support';
import { boot as bootLogic } from '../../../apps/logic/src/boot.js';
import { boot as bootComet } from '../../../apps/comet/src/boot.js';
import { checkCometConfig } from '../../../apps/comet/src/config/check.js';
import { boot as bootJob } from '../../../apps/job/src/boot.js';
import { checkJobConfig } from '../../../apps/job/src/config/check.js';
import { checkLogicConfig } from '../../../apps/logic/src/config/check.js';
import { LiveApp, LOGIC_BASE } from '../live-keys/live-app.js';

const WITHIN_MS = 30_000;
const ROOM = 'live://1';
const GRPC = { enabled: false };
const OPS = { port: 0 };

let broker: Broker;
const apps: LiveApp[] = [];
const clients: GoimClient[] = [];
let base: string;

beforeAll(async () => {
  broker = await Broker.start();
  const logic = await LiveApp.start((given) => bootLogic(checkLogicConfig(given)), broker, LOGIC_BASE);
  apps.push(logic);
  base = logic.address('http');
  const ports = { tcp: { port: 0 }, websocket: { port: 0 }, http: { port: 0 }, ops: OPS, grpc: GRPC };
  apps.push(await LiveApp.start((given) => bootComet(checkCometConfig(given)), broker, ports));
  apps.push(await LiveApp.start((given) => bootJob(checkJobConfig(given)), broker, { ops: OPS }));
}, 60_000);

afterAll(async () => {
  for (const one of clients) one.close();
  for (const app of apps.toReversed()) await app.stop();
  await broker.stop();
}, 60_000);

async function client(token: Token): Promise<GoimClient> {
  const opened = await GoimClient.open(apps[1]!.address('tcp'), { accepts: [1000], ...token });
  clients.push(opened);
  return opened;
}

async function json(path: string, body?: object): Promise<Record<string, never>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${base}${path}`, body && { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, never>;
}

/** @returns its id, when everybody has told what became of it */
async function push(to: string, body: object): Promise<string> {
  const pushed = await json(`/v1/push/${to}`, { operation: 1000, message: 'x', receipt: true, ...body });
  const { ids = [pushed['id']], epoch } = pushed as unknown as { ids?: string[]; epoch: string };
  const id = `${epoch}:${ids[0]}`;
  await eventually('the receipt is complete', WITHIN_MS, async () => {
    expect(await json(`/v1/pushes/${id}`)).toMatchObject({ complete: true });
  });
  return id;
}

async function outcome(key: string, message: string): Promise<string> {
  const { outcome: found, evidence } = await json(`/v1/explain?key=${key}&message=${message}`);
  expect(evidence).not.toEqual([]);
  return found!;
}

describe('where a push went, by a real system', () => {
  it('a receipt counts who got a room push, and an answer says that there is none of others', async () => {
    await client({ key: 'a', room_id: ROOM });
    const id = await push('room', { room: ROOM });
    expect(await json(`/v1/pushes/${id}`)).toMatchObject({
      to: { room: ROOM },
      state: 'done',
      targeted: 1,
      written: 1,
      comets: [{ state: 'done', targeted: 1, written: 1 }],
    });
    expect(await json('/v1/pushes/7')).toMatchObject({ status: 404 });
    expect(await outcome('a', id)).toBe('written');
  });

  it('to keys: who did not accept it, and who was away', async () => {
    await client({ key: 'b', accepts: [1001] });
    const id = await push('keys', { keys: ['b', 'nobody'] });
    expect(await json(`/v1/pushes/${id}`)).toMatchObject({ notAccepted: 1, offline: 1, written: 0 });
    expect(await outcome('b', id)).toBe('operation-not-accepted');
  });

  it('to a room: who was not connected, not in it, joined later, or was replaced', async () => {
    const [later, older] = [await client({ key: 'later' }), await client({ key: 'r', room_id: ROOM })];
    await client({ key: 'outside' });
    await Promise.all([older.ended, client({ key: 'r' })]);
    const id = await push('room', { room: ROOM });
    await later.request(Operation.ChangeRoom, ROOM);
    await client({ key: 'away', room_id: ROOM });
    expect(await outcome('outside', id)).toBe('not-in-room');
    expect(await outcome('later', id)).toBe('joined-after');
    expect(await outcome('away', id)).toBe('not-connected');
    expect(await outcome('r', id)).toBe('replaced');
  });

  it('a message that nobody knows is unknown', async () => {
    const { outcome: found } = await json('/v1/explain?key=a&message=7:7');
    expect(found).toBe('unknown');
  });

  it('a session is shown as its comet has it', async () => {
    await client({ key: 'live', room_id: ROOM });
    expect(await json('/v1/sessions/live?live=true')).toMatchObject({
      key: 'live',
      live: { rooms: [ROOM], accepts: [1000], version: 1, slow: false },
    });
  });
});
