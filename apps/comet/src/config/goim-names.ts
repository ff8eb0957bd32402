import { renamed, unneeded, type GoimNames } from '#config';

const KERNEL = 'the kernel sizes the buffers of a socket';
const POOLS = 'nothing is pooled, and maps grow by themselves';

const ONE_CERTIFICATE = 'one file: of certFile = "a.pem,b.pem" one, for all the names of the server';

/** Source: goim's internal/comet/conf and example file. HOST is a flag alone there. */
export const goimNames: GoimNames = {
  keys: [
    renamed('debug', 'log.level', 'debug = true is level = "debug"'),
    renamed('maxproc', 'workers', 'processes, not threads'),
    unneeded('serverTick', 'the list of nodes is refreshed every few seconds'),
    renamed('onlineTick', 'session.onlineInterval'),
    renamed('env.region', 'node.region'),
    renamed('env.zone', 'node.zone'),
    renamed('env.env', 'node.env'),
    renamed('env.deployEnv', 'node.env'),
    renamed('env.host', 'node.host'),
    renamed('env.weight', 'node.weight'),
    renamed('env.offline', 'node.offline'),
    renamed('env.addrs', 'node.addrs'),
    renamed('env.ipAddrs', 'node.addrs'),
    unneeded('discovery.*', 'the apps find each other by NATS, see bus.servers'),
    renamed('rpcServer.addr', 'grpc.host grpc.port', 'addr = ":3109" is port = 3109'),
    unneeded('rpcServer.*', "the gRPC library's own timeouts hold"),
    renamed('rpcClient.timeout', 'session.logicTimeout'),
    unneeded('rpcClient.*', 'the apps speak over NATS'),
    renamed('tcp.bind', 'tcp.host tcp.port', 'one address: bind = [":3101"] is port = 3101'),
    unneeded('tcp.sndbuf', KERNEL),
    unneeded('tcp.rcvbuf', KERNEL),
    unneeded('tcp.keepalive', 'it is always on'),
    ...['reader', 'readBuf', 'readBufSize', 'writer', 'writeBuf', 'writeBufSize'].map((name) =>
      unneeded(`tcp.${name}`, POOLS),
    ),
    renamed('websocket.bind', 'websocket.host websocket.port', 'one address: bind = [":3102"] is port = 3102'),
    unneeded('websocket.tlsOpen', 'TLS is spoken where tls.cert is set'),
    renamed('websocket.tlsBind', 'wss.host wss.port', 'one address: tlsBind = [":3103"] is port = 3103'),
    renamed('websocket.certFile', 'tls.cert', ONE_CERTIFICATE),
    renamed('websocket.privateFile', 'tls.key', ONE_CERTIFICATE),
    unneeded('timer.*', 'one sweep a second takes the place of the timers'),
    renamed('protocol.handshakeTimeout', 'connection.handshakeTimeout'),
    renamed('protocol.svrProto', 'connection.maxPending', 'bytes, not packets'),
    renamed('protocol.cliProto', 'connection.maxUpstream'),
    renamed('protocol.writeTimeout', 'connection.maxPending', 'who reads too slowly is known by the bytes that wait'),
    unneeded('protocol.*', 'one sweep a second takes the place of the timers'),
    unneeded('whitelist.*', 'no log of single members is kept'),
    renamed('bucket.size', 'hub.buckets'),
    unneeded('bucket.routineAmount', 'one process writes in order, see workers'),
    unneeded('bucket.routineSize', 'one process writes in order, see workers'),
    unneeded('bucket.*', POOLS),
  ],
  startUp: [
    { flag: 'region', variable: 'REGION', key: 'node.region', value: 'sh', what: 'region that this comet stands in' },
    { flag: 'zone', variable: 'ZONE', key: 'node.zone', value: 'sh001', what: 'zone of the region' },
    { flag: 'deploy.env', variable: 'DEPLOY_ENV', key: 'node.env', value: 'prod', what: 'environment' },
    { flag: 'host', variable: 'HOST', key: 'node.host', value: 'NAME', what: 'host name that this comet is known by' },
    { flag: 'addrs', variable: 'ADDRS', key: 'node.addrs', value: 'A,B', what: 'addresses that clients are told' },
    { flag: 'weight', variable: 'WEIGHT', key: 'node.weight', value: '10', what: 'share of the new clients' },
    { flag: 'offline', variable: 'OFFLINE', key: 'node.offline', what: 'take no new clients by the list of nodes' },
    { flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' },
  ],
  idleFlags: [],
};
