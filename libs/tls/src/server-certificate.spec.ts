import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:tls';
import { TestCertificate } from '#test-support';
import { ServerCertificate } from './server-certificate.js';

describe('several certificates', () => {
  let first: TestCertificate;
  let wild: TestCertificate;
  let opened: ServerCertificate;
  let server: Server;

  beforeAll(async () => {
    [first, wild] = await Promise.all([TestCertificate.make(30, 'a.example'), TestCertificate.make(30, '*.b.example')]);
  });

  afterEach(() => {
    opened.close();
    server.close();
  });

  afterAll(() => Promise.all([first.remove(), wild.remove()]));

  /** Serves both, as goim writes the lists. */
  async function serve(): Promise<void> {
    const [cert, key] = [`${first.cert},${wild.cert}`, `${first.key}, ${wild.key}`];
    opened = ServerCertificate.open({ cert, key, minVersion: 'TLSv1.2' })!;
    server = createServer(opened.options);
    opened.serve(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** @returns the name that the certificate is for which a client is shown who asks for `servername` */
  async function shown(servername: string): Promise<string | undefined> {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { subjectaltname } = socket.getPeerCertificate();
    socket.destroy();
    return /DNS:([^,]+)/.exec(subjectaltname ?? '')?.[1];
  }

  it('are each shown to who asks for a name of its, and the first to everybody else', async () => {
    await serve();
    expect(await Promise.all(['a.example', 'x.b.example', 'b.example', ''].map(shown))).toEqual([
      'a.example',
      '*.b.example',
      'a.example',
      'a.example',
    ]);
  });

  it('are each replaced while the server runs', async () => {
    await serve();
    await wild.take(await TestCertificate.make(30, 'c.example'));
    opened.reload();
    expect(await Promise.all(['c.example', 'x.b.example'].map(shown))).toEqual(['c.example', 'a.example']);
  });

  it('are refused where a key is missing', async () => {
    await serve();
    expect(() =>
      ServerCertificate.open({ cert: `${first.cert},${wild.cert}`, key: first.key, minVersion: 'TLSv1.2' }),
    ).toThrow('tls.key: names 1 files, and tls.cert 2: each needs its own');
  });
});

describe('the authorities of clients', () => {
  it('are refused where one of them is damaged, and those of before stay', async () => {
    const [server, first, second] = await Promise.all([1, 2, 3].map(() => TestCertificate.make()));
    const section = { cert: server!.cert, key: server!.key, clientCa: first!.cert, minVersion: 'TLSv1.2' as const };
    const opened = ServerCertificate.open(section, 'ops.tls')!;
    try {
      const [one, two] = await Promise.all([first!.text(), second!.text()]);
      await writeFile(first!.cert, one + two.slice(0, 400));
      opened.reload();
      expect([opened.counts, opened.context.ca]).toEqual([{ loaded: 0, refused: 1, failedHandshakes: 0 }, one]);
      expect(() => ServerCertificate.open(section, 'ops.tls')).toThrow(
        `ops.tls.clientCa: part 2 of ${first!.cert} has no END line`,
      );
      await writeFile(first!.cert, one + two);
      opened.reload();
      expect([opened.counts.loaded, opened.context.ca]).toEqual([1, one + two]);
    } finally {
      opened.close();
      await Promise.all([server, first, second].map((certificate) => certificate!.remove()));
    }
  });
});
