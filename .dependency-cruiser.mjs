// Who may import whom. Run by test/architecture, which also plants a violation of each rule to see it found.

const SPEC = '[.]spec[.]ts$';
const LOGIC_ADAPTER = '^apps/logic/src/[^/]+/(file|jetstream|kv)/';
const PURE = '^(libs/protocol/|apps/comet/src/hub/|apps/job/src/dispatch/room-batch[.])';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'resolvable',
      comment:
        'An import that is not found is seen by no other rule. The build puts the client library beside the page of the chat; React Aria names sources that it does not ship.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^[.]/goim-client[.]js$', '^react-aria-components/'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Modules that need each other can only be understood together. Types as well: what both need has a place below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'hub-imports-nothing-above-it',
      comment: 'Transports, clients and doors for pushes know the hub; it knows none of them.',
      severity: 'error',
      from: { path: '^apps/comet/src/hub/', pathNot: SPEC },
      to: { pathNot: '^(apps/comet/src/hub|libs/protocol|libs/contracts|libs/config)/' },
    },
    {
      name: 'transport-client-hub',
      comment: 'One direction for the life of a client: a transport makes it by the factory it is given.',
      severity: 'error',
      from: { path: '^apps/comet/src/(client|inbound|hub)/', pathNot: SPEC },
      to: { path: '^apps/comet/src/(transport|control)/' },
    },
    {
      name: 'apps-apart',
      comment: 'Apps share contracts on the bus, and no code.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'console-from-outside',
      comment:
        "The console calls the API as anybody's dashboard does: none of the server's code is in it, nor of Node's.",
      severity: 'error',
      from: { path: '^apps/console/src/', pathNot: SPEC },
      to: { path: ['^libs/', '^(node:)?[a-z_/]+$'] },
    },
    {
      name: 'react-in-the-console-alone',
      severity: 'error',
      from: { pathNot: '^apps/console/' },
      to: { path: '(^|/)node_modules/(react|react-dom|react-aria-components|wouter|uplot|openapi-fetch)/' },
    },
    {
      name: 'libs-below-apps',
      comment: 'What a lib needs of an app belongs to the lib.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libs-by-their-entry',
      comment: "A lib is what its index.ts exports, imported as '#name'; as '@app/name' where Nest generated it.",
      severity: 'error',
      from: { path: '^(?:apps|launcher|test|libs/([^/]+))/' },
      to: {
        path: '^libs/',
        pathNot: '^libs/$1/',
        dependencyTypesNot: ['aliased-subpath-import', 'aliased-tsconfig-paths'],
      },
    },
    {
      name: 'protocol-imports-nothing',
      comment: "The frame codec is the one part that others may copy out: it needs Node's Buffer and no more.",
      severity: 'error',
      from: { path: '^libs/protocol/', pathNot: SPEC },
      to: { pathNot: '^libs/protocol/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'client-imports-nothing',
      comment: "The client library is published by itself and runs in browsers: no package, no lib, nothing of Node's.",
      severity: 'error',
      from: { path: '^libs/client/src/', pathNot: SPEC },
      to: { pathNot: '^libs/client/src/' },
    },
    {
      name: 'contracts-import-protocol-alone',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: SPEC },
      to: {
        pathNot: ['^libs/(contracts|protocol)/', '(^|/)node_modules/protobufjs/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'pure-code',
      comment: 'The hot path is plain code: no framework, no sockets, no bus.',
      severity: 'error',
      from: { path: PURE, pathNot: SPEC },
      to: {
        path: [
          '^libs/(bus|lifecycle|observability)/',
          '(^|/)node_modules/(@nestjs|@nats-io|@fastify|fastify|ws|rxjs)/',
          '^(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|net|tls|worker_threads)(/|$)',
        ],
      },
    },
    {
      name: 'live-is-a-type',
      comment: 'What changes while the app runs comes in as a `Live`, which is a type.',
      severity: 'error',
      from: { path: PURE, pathNot: SPEC },
      to: { path: '^libs/config/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'job-one-way',
      comment: 'queue calls dispatch, dispatch calls comets: nothing calls back, and nothing is skipped.',
      severity: 'error',
      from: { path: '^apps/job/src/comets/', pathNot: SPEC },
      to: { path: '^apps/job/src/(dispatch|queue)/' },
    },
    {
      name: 'job-one-way',
      severity: 'error',
      from: { path: '^apps/job/src/dispatch/', pathNot: SPEC },
      to: { path: '^apps/job/src/queue/' },
    },
    {
      name: 'job-one-way',
      severity: 'error',
      from: { path: '^apps/job/src/queue/', pathNot: SPEC },
      to: { path: '^apps/job/src/comets/' },
    },
    {
      name: 'adapters-behind-their-ports',
      comment: 'Whoever uses a port must not know what is behind it: the composition root alone does.',
      severity: 'error',
      from: { pathNot: ['[.]module[.]ts$', SPEC] },
      to: { path: ['^apps/.+/(kv-|jetstream-)', '^libs/history/src/pg-history-'] },
    },
    {
      name: 'room-subscriptions-in-inbound-alone',
      comment: 'Whoever holds a room knows the port RoomInterest.',
      severity: 'error',
      from: { pathNot: ['^apps/comet/src/inbound/', SPEC] },
      to: { path: '^apps/comet/src/inbound/bus/room-subscriptions' },
    },
    {
      name: 'adapters-behind-their-ports',
      comment: "Also what an adapter is made of is nobody else's.",
      severity: 'error',
      from: { path: '^apps/logic/src/', pathNot: ['[.]module[.]ts$', SPEC, LOGIC_ADAPTER] },
      to: { path: LOGIC_ADAPTER },
    },
    {
      name: 'features-without-goim',
      comment:
        "Without goim/, and its one import in logic.module.ts, logic is a whole product: no feature knows goim's dialect.",
      severity: 'error',
      from: { path: '^apps/logic/src/', pathNot: ['^apps/logic/src/goim/', '^apps/logic/src/logic[.]module[.]ts$'] },
      to: { path: '^apps/logic/src/goim/' },
    },
    {
      name: 'examples-from-outside',
      comment:
        "An example shows what somebody else's package could do: it uses logic by 'goim-nest/extension', the client library by 'goim-nest/client', and no more.",
      severity: 'error',
      from: { path: '^examples/' },
      to: {
        path: '^(apps|libs|launcher|test)/',
        pathNot: '^(apps/logic/src/extension|libs/client/src/index)[.]ts$',
      },
    },
    {
      name: 'nats-in-the-bus-alone',
      comment: 'The examples and tests of other programs that are on the bus have a connection of their own.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/bus/' },
      to: { path: '(^|/)node_modules/@nats-io/' },
    },
    {
      name: 'database-in-the-history-alone',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/history/' },
      to: { path: '(^|/)node_modules/(pg|@types/pg|typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'test-support-in-tests-alone',
      comment: 'What ships runs without anything of the tests.',
      severity: 'error',
      from: { path: '^((apps|libs)/[^/]+/src|launcher|examples)/', pathNot: SPEC },
      to: { path: ['^test/', '^(apps|libs)/[^/]+/test/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // A package of its own, whose dependencies are installed where a team copies it to.
    exclude: { path: '^examples/extension-template/' },
    // Also sees `import type`.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
