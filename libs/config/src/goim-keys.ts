import type { AppName } from './app-name.js';
import { isTable } from './table.js';

/** What became of a key of goim's own configuration files: keys of ours, and what to know of them. */
export interface GoimKey {
  /** `protocol.handshakeTimeout`; `discovery.*` stands for every key of a section without an entry of its own, where we have no such section. */
  readonly goim: string;
  /** Empty: there is no need for it here. */
  readonly ours: readonly string[];
  /** Why there is no need for it, or how the value differs. */
  readonly note?: string;
}

const DISCOVERY = 'the apps find each other by NATS, see bus.servers';
const KERNEL = 'the kernel sizes the buffers of a socket';
const POOLS = 'nothing is pooled, and maps grow by themselves';
const ENVIRONMENT = 'only a comet says where it stands';
const QUEUE = 'JetStream takes the place of Kafka, see queue';
const RPC = 'the apps speak over NATS';
const LIBRARY = "the gRPC library's own timeouts hold";
const PROFILE = 'see /metrics, and node --inspect';

function renamed(goim: string, ours: string, note?: string): GoimKey {
  return { goim, ours: ours.split(' '), note };
}

function unneeded(goim: string, note: string): GoimKey {
  return { goim, ours: [], note };
}

/** The keys of goim's example files and of its sources (internal/{comet,logic,job}/conf). */
export const goimKeys: Readonly<Record<AppName, readonly GoimKey[]>> = {
  comet: [
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
    unneeded('discovery.*', DISCOVERY),
    renamed('rpcServer.addr', 'grpc.host grpc.port', 'addr = ":3109" is port = 3109'),
    unneeded('rpcServer.*', LIBRARY),
    renamed('rpcClient.timeout', 'session.logicTimeout'),
    unneeded('rpcClient.*', RPC),
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
    renamed('websocket.certFile', 'tls.cert'),
    renamed('websocket.privateFile', 'tls.key'),
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
  logic: [
    unneeded('perf', PROFILE),
    renamed('node.defaultDomain', 'nodes.defaultDomain'),
    renamed('node.hostDomain', 'nodes.hostDomain'),
    renamed('node.heartbeat', 'session.heartbeat'),
    renamed('node.heartbeatMax', 'session.heartbeatMax'),
    renamed('node.tcpPort', 'nodes.tcpPort'),
    renamed('node.wsPort', 'nodes.wsPort'),
    renamed('node.wssPort', 'nodes.wssPort'),
    renamed('node.regionWeight', 'nodes.regionWeight'),
    renamed('regions.*', 'nodes.regions', 'a file with the networks of each region, not the provinces'),
    unneeded('env.*', ENVIRONMENT),
    unneeded('discovery.*', DISCOVERY),
    renamed('rpcServer.addr', 'grpc.host grpc.port', 'addr = ":3119" is port = 3119'),
    unneeded('rpcServer.*', LIBRARY),
    unneeded('rpcClient.*', RPC),
    renamed('httpServer.addr', 'http.host http.port', 'addr = "0.0.0.0:3111" is host = "0.0.0.0", port = 3111'),
    unneeded('httpServer.*', "Node's own timeouts hold"),
    unneeded('kafka.*', QUEUE),
    renamed('redis.expire', 'session.ttl'),
    unneeded('redis.*', 'sessions are kept in NATS, see session'),
  ],
  job: [
    unneeded('perf', PROFILE),
    unneeded('env.*', ENVIRONMENT),
    unneeded('discovery.*', DISCOVERY),
    unneeded('kafka.*', QUEUE),
    unneeded('comet.*', 'pushes to a comet go out in one stream, in order'),
    renamed('room.batch', 'roomBatch.batch'),
    renamed('room.signal', 'roomBatch.signal', "0s by default: goim's 1s delays every push of a quiet room"),
    unneeded('room.idle', 'a batch lives no longer than its pushes'),
  ],
};

/** goim's older files have these sections under another name. */
const OLD_SECTIONS: Readonly<Record<string, string>> = { protosection: 'protocol' };

/**
 * What to say of a key that is no key of ours, where it is one of goim's; for a section, of each key that it holds.
 * @returns a line each; none where goim has no such key either
 */
export function goimAdvice(app: AppName, path: readonly string[], value: unknown): string[] {
  const known = find(app, path);
  if (known) return [`${path.join('.')}: ${adviceOn(known)}`];
  if (!isTable(value) || !isGoimSection(app, path)) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const at = [...path, name];
    const lines = goimAdvice(app, at, below);
    return lines.length > 0 ? lines : [`${at.join('.')}: unknown key`];
  });
}

function adviceOn({ ours, note }: GoimKey): string {
  if (ours.length === 0) return `is goim's, and not needed here: ${note}`;
  return `is goim's name, here it is ${ours.join(' and ')}${note ? ` (${note})` : ''}`;
}

/** goim's own reader of TOML knows no case. */
function normalize(path: readonly string[]): string[] {
  const [first = '', ...rest] = path.map((segment) => segment.toLowerCase());
  return [OLD_SECTIONS[first] ?? first, ...rest];
}

function find(app: AppName, path: readonly string[]): GoimKey | undefined {
  const key = normalize(path).join('.');
  const [section, name] = key.split('.');
  return (
    goimKeys[app].find(({ goim }) => goim.toLowerCase() === key) ??
    goimKeys[app].find(({ goim }) => name !== undefined && goim.toLowerCase() === `${section}.*`)
  );
}

function isGoimSection(app: AppName, path: readonly string[]): boolean {
  const section = `${normalize(path).join('.')}.`;
  return goimKeys[app].some(({ goim }) => goim.toLowerCase().startsWith(section));
}
