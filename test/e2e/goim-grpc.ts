import {
  credentials,
  loadPackageDefinition,
  makeClientConstructor,
  Metadata,
  Server,
  ServerCredentials,
  status,
  type Client,
  type ClientReadableStream,
  type GrpcObject,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { service as healthService } from 'grpc-health-check';
import protobuf from 'protobufjs';
import { Changes } from '#test-support';

/**
 * goim's own services, written down apart from this project's, so that what is tested is the wire. Message and field names
 * matter to nobody but the tests: numbers and types are what goim's programs send.
 */
const GOIM = [
  `syntax = "proto3"; package goim.protocol;
   message Proto { int32 ver = 1; int32 op = 2; int32 seq = 3; bytes body = 4; }`,
  `syntax = "proto3"; package goim.comet;
   message PushMsgReq { repeated string keys = 1; int32 protoOp = 3; goim.protocol.Proto proto = 2; }
   message PushMsgReply {}
   message BroadcastReq { int32 protoOp = 1; goim.protocol.Proto proto = 2; int32 speed = 3; }
   message BroadcastReply {}
   message BroadcastRoomReq { string roomID = 1; goim.protocol.Proto proto = 2; }
   message BroadcastRoomReply {}
   message RoomsReq {}
   message RoomsReply { map<string, bool> rooms = 1; }
   service Comet {
     rpc PushMsg(PushMsgReq) returns (PushMsgReply);
     rpc Broadcast(BroadcastReq) returns (BroadcastReply);
     rpc BroadcastRoom(BroadcastRoomReq) returns (BroadcastRoomReply);
     rpc Rooms(RoomsReq) returns (RoomsReply);
   }`,
  `syntax = "proto3"; package goim.logic;
   message ConnectReq { string server = 1; string cookie = 2; bytes token = 3; }
   message ConnectReply { int64 mid = 1; string key = 2; string roomID = 3; repeated int32 accepts = 4; int64 heartbeat = 5; }
   message DisconnectReq { int64 mid = 1; string key = 2; string server = 3; }
   message DisconnectReply { bool has = 1; }
   message HeartbeatReq { int64 mid = 1; string key = 2; string server = 3; }
   message HeartbeatReply {}
   message OnlineReq { string server = 1; map<string, int32> roomCount = 2; }
   message OnlineReply { map<string, int32> allRoomCount = 1; }
   message ReceiveReq { int64 mid = 1; goim.protocol.Proto proto = 2; }
   message ReceiveReply {}
   message NodesReq { string platform = 1; string clientIP = 2; }
   message NodesReply {
     string domain = 1; int32 tcp_port = 2; int32 ws_port = 3; int32 wss_port = 4; int32 heartbeat = 5;
     repeated string nodes = 6; Backoff backoff = 7; int32 heartbeat_max = 8;
   }
   message Backoff { int32 max_delay = 1; int32 base_delay = 2; float factor = 3; float jitter = 4; }
   service Logic {
     rpc Connect(ConnectReq) returns (ConnectReply);
     rpc Disconnect(DisconnectReq) returns (DisconnectReply);
     rpc Heartbeat(HeartbeatReq) returns (HeartbeatReply);
     rpc RenewOnline(OnlineReq) returns (OnlineReply);
     rpc Receive(ReceiveReq) returns (ReceiveReply);
     rpc Nodes(NodesReq) returns (NodesReply);
   }`,
];

const CALL_TIMEOUT_MS = 30_000;
const CALLED_WITHIN_MS = 30_000;
const RAW_OPERATION = 9;

interface Proto {
  ver: number;
  op: number;
  seq: number;
  body: Buffer;
}
export type Fields = Record<string, unknown>;

type ServiceName = 'goim.comet.Comet' | 'goim.logic.Logic' | 'grpc.health.v1.Health';

function load(path: ServiceName): ServiceClientConstructor {
  if (path === 'grpc.health.v1.Health') return makeClientConstructor(healthService, path);
  const root = new protobuf.Root();
  for (const source of GOIM) protobuf.parse(source, root, { keepCase: true });
  const definition = fromJSON(root.toJSON(), { longs: Number, defaults: true });
  let found: unknown = loadPackageDefinition(definition);
  for (const name of path.split('.')) found = (found as GrpcObject)[name];
  return found as ServiceClientConstructor;
}

/** A packet as goim packs it. */
export function packet(op: number, body: string | Buffer, seq = 0): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(16);
  header.writeInt32BE(16 + bytes.length, 0);
  header.writeInt16BE(16, 4);
  header.writeInt16BE(1, 6);
  header.writeInt32BE(op, 8);
  header.writeInt32BE(seq, 12);
  return Buffer.concat([header, bytes]);
}

/** Calls one service by its wire. What fails rejects with the library's ServiceError, which has `code` and `details`. */
export class GoimCaller {
  private readonly client: Client;

  /** @param address `grpc://host:port` */
  constructor(service: ServiceName, address: string) {
    const Service = load(service);
    this.client = new Service(address.replace('grpc://', ''), credentials.createInsecure());
  }

  call(method: string, request: Fields): Promise<Fields> {
    const unary = (this.client as unknown as Record<string, (...args: unknown[]) => void>)[method]!;
    return new Promise((resolve, reject) => {
      unary.call(
        this.client,
        request,
        new Metadata(),
        { deadline: Date.now() + CALL_TIMEOUT_MS },
        (error: ServiceError | null, reply: Fields) => (error ? reject(error) : resolve(reply)),
      );
    });
  }

  /** The messages of a reply that is a stream, as they come. */
  stream(method: string, request: Fields): AsyncIterable<Fields> & { cancel(): void } {
    const streaming = (this.client as unknown as Record<string, (request: Fields) => ClientReadableStream<Fields>>)[
      method
    ]!;
    return streaming.call(this.client, request);
  }

  close(): void {
    this.client.close();
  }
}

/** What a goim job makes of a pushed message: packets, packed, under operation 9. */
export function packed(op: number, ...bodies: string[]): Proto {
  return { ver: 1, op: RAW_OPERATION, seq: 0, body: Buffer.concat(bodies.map((body) => packet(op, body))) };
}

/** One call that a fake goim comet got. */
export interface ReceivedCall {
  readonly method: string;
  readonly request: Fields & { proto?: Proto };
}

/** A goim comet's gRPC server that keeps what it is called with, and fails where the test says so. */
export class FakeGoimComet {
  readonly calls: ReceivedCall[] = [];
  /** Probes of jobs, which are not among the calls. */
  probes = 0;
  /** Calls but probes that failed as the test says, which are not among them either. */
  readonly refused: ReceivedCall[] = [];
  /** What the next calls are answered with. */
  failWith = status.OK;
  /** The next calls but probes are answered when this resolves. */
  held: Promise<void> = Promise.resolve();
  private readonly changes = new Changes(() => `${this.calls.length} calls`);

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Serves on any free port. */
  static async start(): Promise<FakeGoimComet> {
    const server = new Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const comet = new FakeGoimComet(server, port);
    const methods = ['PushMsg', 'Broadcast', 'BroadcastRoom', 'Rooms'];
    const { service } = load('goim.comet.Comet');
    server.addService(service, Object.fromEntries(methods.map((method) => [method, comet.handler(method)])));
    return comet;
  }

  /** Resolves when it has got so many calls. */
  until(count: number): Promise<void> {
    return this.changes.until(`${count} calls came`, CALLED_WITHIN_MS, () => this.calls.length >= count);
  }

  /** Ends at once, as a crash would. */
  stop(): void {
    this.server.forceShutdown();
  }

  private handler(method: string) {
    return (call: ServerUnaryCall<ReceivedCall['request'], Fields>, callback: sendUnaryData<Fields>): void => {
      // Job sends a probe every second: a push of nothing.
      const isProbe = method === 'PushMsg' && call.request.proto?.body.length === 0;
      if (this.failWith !== status.OK) {
        if (!isProbe) this.refused.push({ method, request: call.request });
        callback({ code: this.failWith, details: 'as the test says' });
        return;
      }
      void (isProbe ? Promise.resolve() : this.held).then(() => callback(null, {}));
      if (isProbe) this.probes++;
      else this.calls.push({ method, request: call.request });
      this.changes.notify();
    };
  }
}
