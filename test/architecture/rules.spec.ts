import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, CRUISE_WITHIN_MS, violationsOf } from './cruise.js';
import { longFiles, MOST_LINES, nondescriptFolders, readersOfTheEnvironment } from './sources.js';

const LIBS = ['protocol', 'contracts', 'bus', 'config', 'history', 'client'];
const PACKAGES = ['@nestjs/common', '@nats-io/kv', 'ws', 'protobufjs', 'typeorm', 'zod', 'react'];

/** What a project may do. */
const ALLOWED = {
  'apps/comet/src/hub/hub.ts': `import '#protocol'; import '#contracts'; import type { Live } from '#config'; import type { Room } from './room.js';`,
  'apps/comet/src/hub/room.ts': `import type { Channel } from './channel.js';`,
  'apps/comet/src/hub/channel.ts': '',
  'apps/comet/src/client/session.ts': `import '../hub/hub.js';`,
  'apps/comet/src/hub/hub.spec.ts': `import '#test-support'; import '../../test/fake.js';`,
  'apps/comet/test/fake.ts': `import '../src/hub/hub.js';`,
  'libs/bus/test/fake.ts': `import '../src/bucket.js'; import '#test-support';`,
  'apps/job/src/comets/link.ts': `import '#contracts';`,
  'apps/job/src/dispatch/plan.ts': `import '../comets/link.js';`,
  'apps/job/src/queue/lease.ts': `import '../dispatch/plan.js';`,
  'apps/logic/src/kv-store.ts': `import '#bus';`,
  'apps/logic/src/kv-store.spec.ts': `import './kv-store.js';`,
  'apps/logic/src/logic.module.ts': `import './kv-store.js'; import './goim/goim.module.js'; import '@nestjs/common';`,
  'apps/logic/src/goim/goim.module.ts': `import '../push/push.module.js';`,
  'apps/logic/src/push/push.module.ts': `import './jetstream/queue.js';`,
  'apps/logic/src/push/jetstream/queue.ts': `import './publisher.js';`,
  'apps/logic/src/push/jetstream/publisher.ts': `import '#bus';`,
  'libs/bus/src/bucket.ts': `import '@nats-io/kv';`,
  'libs/history/src/history.module.ts': `import './pg-history-store.js'; import 'typeorm';`,
  'libs/protocol/src/frame.ts': `import { Buffer } from 'node:buffer';`,
  'libs/protocol/src/frame.spec.ts': `import 'ws';`,
  'libs/client/src/client.ts': `import './frame.js';`,
  'libs/client/src/frame.ts': '',
  'libs/client/src/client.spec.ts': `import '../../../test/support/index.js'; import './client.js';`,
  'libs/contracts/src/messages.ts': `import 'protobufjs'; import '#protocol';`,
  'launcher/start.mjs': `import 'node:net';`,
  'examples/bot.ts': `import 'project/extension'; import 'project/client'; import '@nestjs/common';`,
  'examples/reader.mjs': `import '@nats-io/kv';`,
  'test/e2e.spec.ts': `import '#test-support'; import '../apps/comet/src/hub/hub.js';`,
};

/** What each rule forbids: a file, and what the rule says of it. */
const FORBIDDEN: [rule: string, path: string, source: string, to: string][] = [
  ['resolvable', 'apps/job/src/a.ts', `import './nowhere.js';`, './nowhere.js'],
  ['resolvable', 'apps/job/src/b.ts', `import '#nothing';`, '#nothing'],
  ['apps-apart', 'apps/job/src/c.ts', `import '../../comet/src/hub/hub.js';`, 'apps/comet/src/hub/hub.ts'],
  [
    'apps-apart',
    'apps/job/src/d.ts',
    `import type { Hub } from '../../comet/src/hub/hub.js';`,
    'apps/comet/src/hub/hub.ts',
  ],
  ['libs-below-apps', 'libs/bus/src/a.ts', `import '../../../apps/comet/src/hub/hub.js';`, 'apps/comet/src/hub/hub.ts'],
  ['libs-by-their-entry', 'apps/job/src/e.ts', `import '../../../libs/bus/src/bucket.js';`, 'libs/bus/src/bucket.ts'],
  ['libs-by-their-entry', 'apps/job/src/f.ts', `import '../../../libs/bus/src/index.js';`, 'libs/bus/src/index.ts'],
  ['libs-by-their-entry', 'libs/config/src/a.ts', `import '../../bus/src/index.js';`, 'libs/bus/src/index.ts'],
  ['libs-by-their-entry', 'test/a.spec.ts', `import '../libs/bus/src/bucket.js';`, 'libs/bus/src/bucket.ts'],
  ['protocol-imports-nothing', 'libs/protocol/src/a.ts', `import '#contracts';`, 'libs/contracts/src/index.ts'],
  ['protocol-imports-nothing', 'libs/protocol/src/b.ts', `import type { z } from 'zod';`, 'node_modules/zod/index.js'],
  ['client-imports-nothing', 'libs/client/src/a.ts', `import '#protocol';`, 'libs/protocol/src/index.ts'],
  ['client-imports-nothing', 'libs/client/src/b.ts', `import { once } from 'node:events';`, 'events'],
  [
    'client-imports-nothing',
    'libs/client/src/c.ts',
    `import type { WebSocket } from 'ws';`,
    'node_modules/ws/index.js',
  ],
  ['contracts-import-protocol-alone', 'libs/contracts/src/a.ts', `import 'zod';`, 'node_modules/zod/index.js'],
  ['contracts-import-protocol-alone', 'libs/contracts/src/b.ts', `import '#config';`, 'libs/config/src/index.ts'],
  [
    'pure-code',
    'apps/comet/src/hub/a.ts',
    `import { Injectable } from '@nestjs/common';`,
    'node_modules/@nestjs/common/index.js',
  ],
  ['pure-code', 'apps/comet/src/hub/b.ts', `import type { Socket } from 'node:net';`, 'node:net'],
  ['pure-code', 'apps/comet/src/hub/c.ts', `import http from 'http';`, 'http'],
  ['pure-code', 'apps/comet/src/hub/d.ts', `import 'ws';`, 'node_modules/ws/index.js'],
  ['pure-code', 'apps/comet/src/hub/e.ts', `import type { Bus } from '#bus';`, 'libs/bus/src/index.ts'],
  ['live-is-a-type', 'apps/comet/src/hub/h.ts', `import { duration } from '#config';`, 'libs/config/src/index.ts'],
  ['pure-code', 'apps/job/src/dispatch/room-batch.ts', `import '#bus';`, 'libs/bus/src/index.ts'],
  ['pure-code', 'libs/protocol/src/c.ts', `import { createServer } from 'node:net';`, 'node:net'],
  ['job-one-way', 'apps/job/src/comets/a.ts', `import '../dispatch/plan.js';`, 'apps/job/src/dispatch/plan.ts'],
  [
    'job-one-way',
    'apps/job/src/comets/b.ts',
    `import type {} from '../queue/lease.js';`,
    'apps/job/src/queue/lease.ts',
  ],
  [
    'job-one-way',
    'apps/job/src/dispatch/a.ts',
    `import type {} from '../queue/lease.js';`,
    'apps/job/src/queue/lease.ts',
  ],
  ['console-from-outside', 'apps/console/src/a.ts', `import '#contracts';`, 'libs/contracts/src/index.ts'],
  ['console-from-outside', 'apps/console/src/b.tsx', `import { once } from 'node:events';`, 'events'],
  ['react-in-the-console-alone', 'apps/logic/src/f.ts', `import 'react';`, 'node_modules/react/index.js'],
  ['job-one-way', 'apps/job/src/queue/a.ts', `import '../comets/link.js';`, 'apps/job/src/comets/link.ts'],
  ['adapters-behind-their-ports', 'apps/logic/src/a.ts', `import './kv-store.js';`, 'apps/logic/src/kv-store.ts'],
  [
    'adapters-behind-their-ports',
    'apps/logic/src/b.ts',
    `import type { Kv } from './kv-store.js';`,
    'apps/logic/src/kv-store.ts',
  ],
  [
    'adapters-behind-their-ports',
    'apps/logic/src/c.ts',
    `import './push/jetstream-queue.js';`,
    'apps/logic/src/push/jetstream-queue.ts',
  ],
  [
    'room-subscriptions-in-inbound-alone',
    'apps/comet/src/a.ts',
    `import './inbound/bus/room-subscriptions.js';`,
    'apps/comet/src/inbound/bus/room-subscriptions.ts',
  ],
  [
    'adapters-behind-their-ports',
    'apps/logic/src/push/push.service.ts',
    `import './jetstream/publisher.js';`,
    'apps/logic/src/push/jetstream/publisher.ts',
  ],
  [
    'features-without-goim',
    'apps/logic/src/push/push.controller.ts',
    `import '../goim/goim.module.js';`,
    'apps/logic/src/goim/goim.module.ts',
  ],
  [
    'features-without-goim',
    'apps/logic/src/boot.ts',
    `import type { GoimModule } from './goim/goim.module.js';`,
    'apps/logic/src/goim/goim.module.ts',
  ],
  ['examples-from-outside', 'examples/a.ts', `import '../apps/logic/src/kv-store.js';`, 'apps/logic/src/kv-store.ts'],
  ['examples-from-outside', 'examples/b.ts', `import '#bus';`, 'libs/bus/src/index.ts'],
  ['nats-in-the-bus-alone', 'apps/logic/src/d.ts', `import '@nats-io/kv';`, 'node_modules/@nats-io/kv/index.js'],
  [
    'nats-in-the-bus-alone',
    'libs/config/src/b.ts',
    `import type { Kv } from '@nats-io/kv';`,
    'node_modules/@nats-io/kv/index.js',
  ],
  ['test-support-in-tests-alone', 'apps/job/src/g.ts', `import '#test-support';`, 'test/support/index.ts'],
  ['test-support-in-tests-alone', 'libs/bus/src/c.ts', `import '#test-support';`, 'test/support/index.ts'],
  ['test-support-in-tests-alone', 'apps/comet/src/b.ts', `import '../test/fake.js';`, 'apps/comet/test/fake.ts'],
  ['test-support-in-tests-alone', 'libs/bus/src/d.ts', `import '../test/fake.js';`, 'libs/bus/test/fake.ts'],
  [
    'adapters-behind-their-ports',
    'libs/history/src/store.ts',
    `import './pg-history-store.js';`,
    'libs/history/src/pg-history-store.ts',
  ],
  ['database-in-the-history-alone', 'apps/logic/src/e.ts', `import 'typeorm';`, 'node_modules/typeorm/index.js'],
  ['no-cycles', 'apps/job/src/h.ts', `import './i.js';`, 'apps/job/src/i.ts'],
  ['no-cycles', 'apps/comet/src/c.ts', `import type { D } from './d.js';`, 'apps/comet/src/d.ts'],
  [
    'hub-imports-nothing-above-it',
    'apps/comet/src/hub/f.ts',
    `import type { PushTarget } from '../inbound/push-target.js';`,
    'apps/comet/src/inbound/push-target.ts',
  ],
  ['hub-imports-nothing-above-it', 'apps/comet/src/hub/g.ts', `import { once } from 'node:events';`, 'events'],
  [
    'transport-client-hub',
    'apps/comet/src/client/a.ts',
    `import type { Connection } from '../transport/connection.js';`,
    'apps/comet/src/transport/connection.ts',
  ],
];

describe('the rules of .dependency-cruiser.mjs', () => {
  let project: string;
  let violations: string[];

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'goim-architecture-'));
    await write(
      'package.json',
      JSON.stringify({
        name: 'project',
        type: 'module',
        exports: { './extension': './apps/logic/src/extension.ts', './client': './libs/client/src/index.ts' },
        imports: { ...Object.fromEntries(LIBS.map(entryOf)), '#test-support': './test/support/index.ts' },
      }),
    );
    await write('tsconfig.json', '{}');
    for (const name of PACKAGES) {
      await write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      await write(`node_modules/${name}/index.js`, '');
    }
    for (const name of LIBS) await write(`libs/${name}/src/index.ts`, '');
    await write('test/support/index.ts', '');
    await write('apps/job/src/i.ts', `import './h.js';`);
    await write('apps/comet/src/d.ts', `import type { C } from './c.js';`);
    await write('apps/comet/src/inbound/push-target.ts', '');
    await write('apps/comet/src/transport/connection.ts', '');
    await write('apps/logic/src/extension.ts', '');
    await write('apps/logic/src/push/jetstream-queue.ts', '');
    await write('apps/comet/src/inbound/bus/room-subscriptions.ts', '');
    await write('libs/history/src/pg-history-store.ts', '');
    for (const [path, source] of Object.entries(ALLOWED)) await write(path, source);
    for (const [, path, source] of FORBIDDEN) await write(path, source);
    violations = violationsOf(await cruise(project));
  }, CRUISE_WITHIN_MS);

  afterAll(() => rm(project, { recursive: true }));

  it.each(FORBIDDEN)('%s: %s may not %s', (rule, path, _, to) => {
    expect(violations).toContainEqual(
      expect.stringMatching(`^${rule}: ${path} -> (node:)?${to.replace('node:', '')}$`),
    );
  });

  it('find nothing in what is allowed', () => {
    expect(
      violations.filter((violation) => Object.keys(ALLOWED).some((path) => violation.includes(` ${path} ->`))),
    ).toEqual([]);
  });

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
});

describe('the look at the sources', () => {
  it('finds folders for whatever has no place, at any depth', () => {
    const paths = [
      'apps/comet/src/utils/a.ts',
      'libs/common/src/a.ts',
      'apps/comet/src/common/x/b.ts',
      'libs/bus/src/utilities.ts',
    ];
    expect(nondescriptFolders(paths.map((path) => ({ path, text: '' })))).toEqual([
      'apps/comet/src/common',
      'apps/comet/src/utils',
      'libs/common',
    ]);
  });

  it('finds files that are too long, specs among them, and none that are generated', () => {
    const text = '\n'.repeat(MOST_LINES + 1);
    const paths = ['libs/bus/src/bus.spec.ts', 'apps/comet/src/hub.ts', 'libs/contracts/src/proto/messages.js'];
    const short = { path: 'libs/bus/src/bus.ts', text: text.slice(1) };
    expect(longFiles([short, ...paths.map((path) => ({ path, text }))])).toEqual([
      `apps/comet/src/hub.ts: ${MOST_LINES + 1}`,
      `libs/bus/src/bus.spec.ts: ${MOST_LINES + 1}`,
    ]);
  });

  it.each([
    `const port = process.env.PORT;`,
    `const port = process.env['PORT'];`,
    `const port = process?.env?.PORT;`,
    `const { env } = process;`,
    `const port = process['env'].PORT;`,
    `import { env } from 'node:process';`,
  ])('finds who reads the environment: %s', (text) => {
    expect(readersOfTheEnvironment([{ path: 'apps/comet/src/boot.ts', text }])).toEqual(['apps/comet/src/boot.ts']);
    expect(readersOfTheEnvironment([{ path: 'libs/config/src/environment.ts', text }])).toEqual([]);
  });
});

function entryOf(name: string): [string, object] {
  return [`#${name}`, { source: `./libs/${name}/src/index.ts`, default: `./dist/libs/${name}/src/index.js` }];
}
