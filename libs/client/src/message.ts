const decoder = new TextDecoder();

/** Bytes from the server. */
export class Body {
  constructor(readonly bytes: Uint8Array) {}

  text(): string {
    return decoder.decode(this.bytes);
  }

  /** @throws SyntaxError where the bytes are no JSON */
  json(): unknown {
    return JSON.parse(this.text());
  }
}

/** A message that was pushed, live or read from the history. */
export class Message extends Body {
  constructor(
    /** Grows within a target and an epoch, as a decimal string; "0" = it has no history. */
    readonly id: string,
    /** What it was addressed to: `room:<key>`, `mid:<n>`, `key:<key>` or `all`; empty where a goim of old pushed it. */
    readonly target: string,
    readonly op: number,
    readonly body: Uint8Array,
    /** Milliseconds since 1970; messages of the history have it. */
    readonly time?: number,
    /** The member who wrote it, where it is a relay; messages of the history have it. Text where a number would round it. */
    readonly sender?: number | string,
  ) {
    super(body);
  }
}

/** What a relay says of itself before the bytes that were sent. */
export interface Relay {
  readonly room: string;
  /** The member who wrote it; 0 = anonymous. Text where a number would round it. */
  readonly mid: number | string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly body: Body;
}

const LINE_FEED = 10;
/** Of a `Date`. */
const LAST_TIME_MS = 8.64e15;

/** Reads a message that a client had relayed to a room (operation 4); undefined where it is none. */
export function readRelay({ body }: Message): Relay | undefined {
  const end = body.indexOf(LINE_FEED);
  if (end < 0) return undefined;
  try {
    const { room, mid, time } = JSON.parse(decoder.decode(body.subarray(0, end))) as Relay;
    // A pusher may send anything: only what has a relay's types is one.
    const isOfMember = typeof mid === 'number' || typeof mid === 'string';
    const isTimed = typeof time === 'number' && Math.abs(time) <= LAST_TIME_MS;
    if (typeof room !== 'string' || !isOfMember || !isTimed) return undefined;
    return { room, mid, time, body: new Body(body.subarray(end + 1)) };
  } catch {
    return undefined;
  }
}
