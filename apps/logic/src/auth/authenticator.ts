import type { RoomKey, SessionKey, Mid } from '#contracts';

/** Who a client is, and what it asks for. */
export interface Identity {
  /** 0 = anonymous: reached by key, room and broadcast, not by member. `midOf` reads one of 2^53 and above. */
  readonly mid: Mid;
  readonly key: SessionKey;
  /** The key was made for this connection, and so is nobody's yet; absent = the credentials name it, and somebody may have it. */
  readonly isNewKey?: boolean;
  /** Primary room; '' = none. */
  readonly room: RoomKey | '';
  /** Extra rooms, beside the primary one; none by default. */
  readonly rooms?: readonly RoomKey[];
  /** Rooms that it may join besides, or patterns of them (`chat://team-7-*`), where `rooms.join` is "token". */
  readonly mayJoin?: readonly string[];
  /** Operations whose pushes it accepts. */
  readonly accepts: readonly number[];
  /** What it says it runs on, such as web or ios; '' = it does not say. */
  readonly platform: string;
  /** Names the credentials, so that a ban may; absent = they have no name. */
  readonly tokenId?: string;
  /** When the credentials end: milliseconds since 1970. The connection is closed then, unless they are refreshed. */
  readonly expires?: number;
}

export interface Credentials {
  /** Body of the auth packet, as the client sent it. */
  readonly token: Uint8Array;
  /** Cookie header of the WebSocket upgrade; '' on TCP. */
  readonly cookie: string;
  readonly ip: string;
  /**
   * Of the page that a browser's client is in, as `https://app.example`; '' where it is in none, and of goim's comets. Browsers
   * tell the truth, and programs what they like: it keeps pages from using the credentials of their visitors, and nobody else
   * from anything.
   */
  readonly origin: string;
}

/** Decides who may connect, and as whom. An extension provides one that checks real credentials. */
export abstract class Authenticator {
  /** Whether anybody may say what they like: then they may also join any room, unless `rooms.join` says otherwise. */
  readonly takesTokensAtTheirWord: boolean = false;

  /** @throws AppError `unauthenticated` or `forbidden`, whose message tells the client what was wrong */
  abstract authenticate(credentials: Credentials): Promise<Identity>;
}
