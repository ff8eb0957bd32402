import { COMET_FLAGS, QUEUE_NAMES, renamed, replaced, unneeded, type GoimNames } from '#config';

/** Source: goim's internal/logic/conf and example file, and those of its NATS edition. */
export const goimNames: GoimNames = {
  keys: [
    replaced(
      'security.allowAnonymous',
      'api.keysFile api.open grpc.open',
      'callers of other machines need a key (npm run key), or a network that needs none',
    ),
    unneeded('perf', 'see /metrics, and node --inspect'),
    renamed('node.defaultDomain', 'nodes.defaultDomain'),
    renamed('node.hostDomain', 'nodes.hostDomain'),
    renamed('node.heartbeat', 'session.heartbeat'),
    renamed('node.heartbeatMax', 'session.heartbeatMax'),
    renamed('node.tcpPort', 'nodes.tcpPort'),
    renamed('node.wsPort', 'nodes.wsPort'),
    renamed('node.wssPort', 'nodes.wssPort'),
    renamed('node.regionWeight', 'nodes.regionWeight'),
    renamed('regions.*', 'nodes.regions', 'a file with the networks of each region, not the provinces'),
    unneeded('env.*', 'only a comet says where it stands'),
    unneeded('discovery.*', 'the apps find each other by NATS, see bus.servers'),
    renamed('rpcServer.addr', 'grpc.host grpc.port', 'addr = ":3119" is port = 3119'),
    unneeded('rpcServer.*', "the gRPC library's own timeouts hold"),
    unneeded('rpcClient.*', 'the apps speak over NATS'),
    renamed('httpServer.addr', 'http.host http.port', 'addr = "0.0.0.0:3111" is host = "0.0.0.0", port = 3111'),
    unneeded('httpServer.*', "Node's own timeouts hold"),
    ...QUEUE_NAMES,
    renamed('redis.expire', 'session.ttl'),
    unneeded('redis.*', 'sessions are kept in NATS, see session'),
  ],
  startUp: [{ flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' }],
  idleFlags: COMET_FLAGS,
};
