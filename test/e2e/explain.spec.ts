import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Operation } from '#protocol';
import {
  AppProcess,
  Cluster,
  eventually,
  Listener,
  startDatabase,
  TcpProxy,
  type GoimClient,
  type TestDatabase,
} from '#test-support';

const WITHIN_MS = 60_000;
const ROOM = 'live://1';

/** Each cause that docs/openapi.json names, by real processes. */
describe('what became of a message, with a history', () => {
  let database: TestDatabase;
  let cluster: Cluster;
  let comet: AppProcess;
  let job: AppProcess;
  /** Between the comet and NATS. */
  let link: TcpProxy;
  let base: string;

  beforeAll(async () => {
    database = await startDatabase();
    cluster = await Cluster.start(['logic', 'job'], {
      LOGIC__HISTORY__URL: database.url,
      JOB__HISTORY__URL: database.url,
    });
    base = cluster.apps[0]!.address('http');
    job = cluster.apps[1]!;
    link = await TcpProxy.start(cluster.broker.url);
    comet = await AppProcess.start('comet', link.urlOf(cluster.broker.url));
    cluster.apps.push(comet);
  });

  afterEach(() => link.mend());

  afterAll(async () => {
    await cluster?.stop();
    await link?.stop();
    await database?.stop();
  });

  async function ask(path: string): Promise<Record<string, unknown>> {
    return (await fetch(`${base}${path}`)).json() as Promise<Record<string, unknown>>;
  }

  function client(token: Parameters<GoimClient['auth']>[0]): Promise<GoimClient> {
    return cluster.client(comet, 'tcp', { accepts: [1000], ...token });
  }

  async function send(way: string, content: object): Promise<{ id?: string; ids?: string[]; epoch: string }> {
    const body = JSON.stringify({ operation: 1000, ...content });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${base}/v1/push/${way}`, { method: 'POST', body, headers });
    return answer.json() as Promise<{ id?: string; ids?: string[]; epoch: string }>;
  }

  /** To the room. @returns epoch:id */
  async function pushed(content: object): Promise<string> {
    const { id, epoch } = await send('room', { room: ROOM, ...content });
    return `${epoch}:${id}`;
  }

  /** To a session. @returns epoch:id, when its comet has told what became of it */
  async function pushedToKey(key: string): Promise<string> {
    const { ids, epoch } = await send('keys', { keys: [key], message: 'x', receipt: true });
    const message = `${epoch}:${ids![0]}`;
    await receiptIsComplete(message);
    return message;
  }

  function receiptIsComplete(message: string): Promise<unknown> {
    return eventually('the receipt is complete', WITHIN_MS, async () =>
      expect(await ask(`/v1/pushes/${message}`)).toMatchObject({ complete: true }),
    );
  }

  async function outcome(key: string, message: string): Promise<unknown> {
    return (await ask(`/v1/explain?key=${key}&message=${message}`))['outcome'];
  }

  /** @returns epoch:id, when the history has it */
  async function push(message: string): Promise<string> {
    const place = await pushed({ message });
    const [epoch, id] = place.split(':');
    await eventually('it is kept', WITHIN_MS, async () => {
      const { messages } = await ask(`/v1/rooms/${encodeURIComponent(ROOM)}/messages`);
      expect(messages).toContainEqual(expect.objectContaining({ id, epoch }));
    });
    return place;
  }

  it('says that a client was away when it was sent, and was sent it when it came back', async () => {
    const seen: string[] = [];
    const ada = new Listener(7, [ROOM], comet.address('websocket'), ({ id }) => seen.push(id));
    await ada.come();
    const first = await push('while she is there');
    await eventually('she has it', WITHIN_MS, () => seen.length === 1);
    await ada.leave();
    await eventually('she is away', WITHIN_MS, async () =>
      expect(await ask('/v1/sessions/key-7')).toMatchObject({ status: 404 }),
    );
    const missed = await push('while she is away');
    expect(await ask(`/v1/explain?key=key-7&message=${missed}`)).toMatchObject({ outcome: 'not-connected' });
    await ada.come();
    await eventually('she has caught up', WITHIN_MS, () => seen.length === 2);
    const explained = await ask(`/v1/explain?key=key-7&message=${missed}`);
    expect(explained).toMatchObject({ outcome: 'caught-up' });
    expect(explained['evidence']).toContainEqual(expect.objectContaining({ what: 'caught-up' }));
    expect(await ask(`/v1/explain?key=key-7&message=${first}`)).toMatchObject({ outcome: 'written' });
    await ada.leave();
  });

  it('says who was not in the room, joined it later, or had been replaced in it', async () => {
    const [later, older] = [await client({ key: 'later' }), await client({ key: 'twice', room_id: ROOM })];
    await client({ key: 'elsewhere', room_id: 'live://2' });
    await Promise.all([older.ended, client({ key: 'twice' })]);
    const message = await pushed({ message: 'to the room', receipt: true });
    await receiptIsComplete(message);
    await later.request(Operation.ChangeRoom, ROOM);
    expect(await outcome('elsewhere', message)).toBe('not-in-room');
    expect(await outcome('later', message)).toBe('joined-after');
    expect(await outcome('twice', message)).toBe('replaced');
  });

  it('says for whom it was not, and who does not accept its operation', async () => {
    await client({ key: 'own' });
    await client({ key: 'deaf', accepts: [1001] });
    const message = await pushedToKey('own');
    expect(await outcome('own', message)).toBe('written');
    expect(await outcome('deaf', message)).toBe('not-addressed');
    expect(await outcome('deaf', await pushedToKey('deaf'))).toBe('operation-not-accepted');
  });

  it('does not say that a push of goim v1 was not accepted, which asks nobody', async () => {
    const old = await client({ key: 'old', mid: 101, accepts: [] });
    const answer = await fetch(`${base}/1/push?uid=101`, { method: 'POST', body: 'to whom it names' });
    const id = answer.headers.get('goim-message-id')!;
    await old.until((pushes) => pushes.length > 0, WITHIN_MS);
    await eventually('it is kept', WITHIN_MS, async () => expect((await ask(`/v1/messages/${id}`))['id']).toBe(id));
    expect(await outcome('old', id)).toBe('unknown');
  });

  it('says that nothing is known of it', async () => {
    expect(await ask('/v1/explain?key=own&message=7:7')).toMatchObject({ outcome: 'unknown' });
  });

  it('says that its comet was cut off from the bus, once that can be asked again', async () => {
    const unlucky = await client({ key: 'unlucky', room_id: ROOM });
    // It notices only when the message has been sent.
    await comet.freeze();
    link.cut();
    const message = await pushed({ message: 'into the dark', persist: false, receipt: true });
    await eventually('the job has sent it', WITHIN_MS, async () =>
      expect(await ask(`/v1/pushes/${message}`)).toMatchObject({ state: 'dispatched' }),
    );
    comet.thaw();
    expect(await outcome('unlucky', message)).toBe('unknown');
    link.mend();
    await eventually('the comet is back', WITHIN_MS, async () =>
      expect(await outcome('unlucky', message)).toBe('comet-cut-off'),
    );
    const next = await pushed({ message: 'in the light', persist: false, receipt: true });
    await receiptIsComplete(next);
    expect(unlucky.pushes.map(({ body }) => body)).not.toContain('into the dark');
    expect(await outcome('unlucky', message)).toBe('comet-cut-off');
  });

  it('says that its time was up before it was sent', async () => {
    await client({ key: 'late', room_id: ROOM });
    await job.freeze();
    const message = await pushed({ message: 'short-lived', ttl: 1, receipt: true });
    const over = Date.now() + 1_500;
    await eventually('its time is up', WITHIN_MS, () => Date.now() > over);
    job.thaw();
    await eventually('the job has left it out', WITHIN_MS, async () =>
      expect(await outcome('late', message)).toBe('expired'),
    );
  });

  it('does not say that a push expired which came at the first try, or comes yet, where a hung comet had it tried again', async () => {
    const hanging = await AppProcess.start('comet', cluster.broker.url);
    cluster.apps.push(hanging);
    await client({ key: 'prompt', mid: 202 });
    const hung = await cluster.client(hanging, 'tcp', { accepts: [1000], key: 'hung', mid: 202 });
    await eventually('both are known', WITHIN_MS, async () => {
      for (const key of ['prompt', 'hung']) expect(await ask(`/v1/sessions/${key}`)).toMatchObject({ key });
    });
    await hanging.freeze();
    const { ids, epoch } = await send('mids', { mids: [202], message: 'x', ttl: 3, receipt: true });
    const message = `${epoch}:${ids![0]}`;
    const receipt = (): Promise<unknown> => ask(`/v1/pushes/${message}`);
    await eventually('it was tried again when its time was up', WITHIN_MS, async () =>
      expect(await receipt()).toMatchObject({ written: 1, dropped: { expired: 1 }, complete: false }),
    );
    expect(await outcome('prompt', message)).toBe('written');
    expect(await outcome('hung', message)).toBe('unknown');
    hanging.thaw();
    // `ttl` says so: what a comet was handed is delivered when the comet comes to it.
    await hung.until((pushes) => pushes.some(({ body }) => body === 'x'), WITHIN_MS);
    await eventually('it has told so', WITHIN_MS, async () =>
      expect(await receipt()).toMatchObject({ written: 2, dropped: { expired: 0 }, complete: true }),
    );
  });

  it('says that it was taken back', async () => {
    const message = await push('a slip');
    const { status } = await fetch(`${base}/v1/messages/${message}`, { method: 'DELETE' });
    expect(status).toBe(204);
    await eventually('the comet knows', WITHIN_MS, async () =>
      expect(await outcome('nobody', message)).toBe('withdrawn'),
    );
  });

  it('says that the client read too slowly', async () => {
    const slow = await client({ key: 'slow', room_id: ROOM });
    slow.stopReading();
    const all: string[] = [];
    await eventually('it is closed as slow', WITHIN_MS, async () => {
      all.push(await pushed({ message: 'x'.repeat(100_000), persist: false, receipt: true }));
      expect(await ask('/v1/sessions/slow')).toMatchObject({ status: 404 });
    });
    // The last ones may have been sent after its end, which another of them had brought about.
    await eventually('one of them is said to have closed it', WITHIN_MS, async () => {
      expect(await Promise.all(all.map((message) => outcome('slow', message)))).toContain('slow');
    });
    slow.close();
  });
});
