import { isIP } from 'node:net';
import { addressOf, addressText } from '#config';

/*
 * The header that a load balancer writes before all else: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
 */

/** Who connected to the balancer. */
export interface ProxiedClient {
  /** As Node writes addresses: IPv4 that is mapped into IPv6 is IPv4. */
  readonly address: string;
  readonly port: number;
}

export type ProxyHeader =
  /** What has come may become one. */
  | { readonly kind: 'incomplete' }
  /** What has come begins none. */
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' }
  /** The first `length` bytes are one; without a client where the balancer speaks for itself, as its health checks do. */
  | { readonly kind: 'header'; readonly length: number; readonly client?: ProxiedClient };

/** Longest header of version 2 that is taken; the bytes behind its addresses tell what nobody here asks for. */
export const MAX_HEADER_BYTES = 4_096;

const V1_BEGIN = Buffer.from('PROXY ');
/** With its line end, by the specification. */
const V1_MAX_BYTES = 107;
const V1_UNKNOWN = /^PROXY UNKNOWN(?: [ -~]*)?$/;
const V1_ADDRESSES = /^PROXY TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5})$/;
const MAX_PORT = 65_535;

const V2_SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const V2_LENGTH_OFFSET = 14;
const V2_HEAD_BYTES = 16;
const V2_LOCAL = 0x20;
const V2_PROXY = 0x21;
/** By the byte for family and transport: bytes of an address. */
const V2_ADDRESS_BYTES: ReadonlyMap<number, number> = new Map([
  [0x11, 4],
  [0x21, 16],
]);
/** Families and transports that the specification knows, and that no client of ours comes by. */
const V2_OTHERS: ReadonlySet<number> = new Set([0x00, 0x12, 0x22, 0x31, 0x32]);
const PORT_BYTES = 2;

const INCOMPLETE = { kind: 'incomplete' } as const;
const NONE = { kind: 'none' } as const;
const MALFORMED = { kind: 'malformed' } as const;

/** Reads the header of either version. @param bytes all that has come so far */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, V2_SIGNATURE)) return bytes.length < V2_HEAD_BYTES ? INCOMPLETE : readBinary(bytes);
  if (begins(bytes, V1_BEGIN)) return bytes.length < V1_BEGIN.length ? INCOMPLETE : readText(bytes);
  return NONE;
}

/** Whether one is the beginning of the other. */
function begins(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.compare(signature, 0, length, 0, length) === 0;
}

function readText(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_MAX_BYTES).indexOf('\r\n');
  if (end === -1) return bytes.length < V1_MAX_BYTES ? INCOMPLETE : MALFORMED;
  const line = bytes.toString('latin1', 0, end);
  const length = end + 2;
  if (V1_UNKNOWN.test(line)) return { kind: 'header', length };
  const [, family, source = '', destination = '', port, destinationPort] = V1_ADDRESSES.exec(line) ?? [];
  const isRight =
    isIP(source) === Number(family) &&
    isIP(destination) === Number(family) &&
    Number(port) <= MAX_PORT &&
    Number(destinationPort) <= MAX_PORT;
  if (!isRight) return MALFORMED;
  return { kind: 'header', length, client: { address: addressText(source), port: Number(port) } };
}

function readBinary(bytes: Buffer): ProxyHeader {
  const [command, family] = [bytes[12]!, bytes[13]!];
  const length = V2_HEAD_BYTES + bytes.readUInt16BE(V2_LENGTH_OFFSET);
  const addressBytes = V2_ADDRESS_BYTES.get(family);
  if (command !== V2_LOCAL && command !== V2_PROXY) return MALFORMED;
  if ((addressBytes === undefined && !V2_OTHERS.has(family)) || length > MAX_HEADER_BYTES) return MALFORMED;
  // A balancer that speaks for itself may leave out the addresses.
  const named = command === V2_PROXY ? addressBytes : undefined;
  if (named !== undefined && length < V2_HEAD_BYTES + 2 * (named + PORT_BYTES)) return MALFORMED;
  if (bytes.length < length) return INCOMPLETE;
  if (named === undefined) return { kind: 'header', length };
  const address = addressOf(bytes.subarray(V2_HEAD_BYTES, V2_HEAD_BYTES + named));
  return { kind: 'header', length, client: { address, port: bytes.readUInt16BE(V2_HEAD_BYTES + 2 * named) } };
}
