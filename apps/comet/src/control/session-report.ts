import type { LiveSession, SessionKey, SessionReply, SessionRequest } from '#contracts';
import type { ClientChannel, ClientConnection } from '../client/client-connection.js';
import type { RecentEvents } from '../client/session/recent-events.js';
import type { Hub } from '../hub/hub.js';

/** What this comet knows of a session: how it is, and what happened to it lately. */
export class SessionReport {
  constructor(
    private readonly hub: Hub<ClientConnection>,
    private readonly recent: RecentEvents,
  ) {}

  of({ key, target, epoch }: SessionRequest): SessionReply {
    const channel = this.hub.channel(key as SessionKey);
    return {
      since: this.recent.since,
      events: this.recent.of(key),
      live: channel ? this.liveOf(channel) : null,
      reached: target === '' ? 0 : this.hub.reached(target, epoch, channel),
    };
  }

  private liveOf(channel: ClientChannel): LiveSession {
    const { mid, primaryRoomKey, extraRoomKeys, accepted, feed, pendingBytes, outlet } = channel;
    return {
      mid,
      roomID: primaryRoomKey,
      joined: extraRoomKeys,
      accepts: [...accepted],
      version: feed === null ? 1 : 2,
      pendingBytes,
      silentFor: Math.round(outlet.session.silentFor),
      quiet: feed?.isQuiet ?? false,
      slow: this.hub.isSlow(channel),
    };
  }
}
