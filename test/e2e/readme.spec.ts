import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Cluster, type AppProcess } from '#test-support';

const LOGIC_ADDRESS = 'http://127.0.0.1:3111';

/** The code blocks of a language, in their order. */
function codeBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, of]) => of === language)
    .map(([, , code]) => code!);
}

describe('the examples of the README', () => {
  let cluster: Cluster;
  let readme: string;

  beforeAll(async () => {
    readme = await readFile('README.md', 'utf8');
    cluster = await Cluster.start();
  });

  afterAll(() => cluster.stop());

  it('show the client that stands in examples/, as docs/protocol.md does', async () => {
    expect(codeBlocks(readme, 'js')).toEqual([await readFile('examples/client.mjs', 'utf8')]);
    const protocol = await readFile('docs/protocol.md', 'utf8');
    expect(codeBlocks(protocol, 'js')).toEqual([await readFile('examples/raw-client.mjs', 'utf8')]);
  });

  it('bring the messages of the curl lines to the client, and are answered as it says', async () => {
    const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    const curls = codeBlocks(readme, 'sh').filter((block) => block.startsWith('curl'));
    const client = spawn(process.execPath, ['examples/client.mjs', comet.address('websocket')]);
    const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
    try {
      expect((await lines.next()).value).toBe('in the room live://1000');
      const answers: unknown[] = [];
      for (const curl of curls) {
        const { stdout } = await promisify(execFile)('sh', ['-c', curl.replace(LOGIC_ADDRESS, logic.address('http'))]);
        answers.push(JSON.parse(stdout));
        // Ids are others each time.
        expect(readme).toContain(stdout.replaceAll(/"(id|epoch)":"\d+"/g, '"$1":"…"'));
      }
      expect(answers).toEqual([
        { code: 0, message: '' },
        { sessions: 1, id: expect.any(String), epoch: expect.any(String) },
        { rooms: [{ room: 'live://1000', sessions: 1 }] },
      ]);
      for (let n = 0; n < 2; n++) expect((await lines.next()).value).toBe('pushed: hello');
    } finally {
      client.kill();
      await once(client, 'exit');
    }
  });

  it.each([
    ['poll', 'http'],
    ['events', 'http'],
    ['raw-client', 'websocket'],
  ])('print what is pushed: %s', async (name, transport) => {
    const [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    const client = spawn(process.execPath, [`examples/${name}.mjs`, comet.address(transport)]);
    const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
    try {
      expect((await lines.next()).value).toBe('in the room live://1000');
      await cluster.pusher(logic).room(1000, 'live://1000', `hello ${name}`);
      expect((await lines.next()).value).toBe(`pushed: hello ${name}`);
    } finally {
      client.kill();
      await once(client, 'exit');
    }
  });
});
