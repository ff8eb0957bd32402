import type { CometId, RoomKey, SessionKey } from '#contracts';
import { SessionMirror } from '../src/sessions/kv/session-mirror.js';
import { fakeSession } from './fake-sessions.js';

export const COMET = 'comet-1' as CometId;
export const OTHER = 'comet-2' as CometId;

/** A mirror that knows two comets to be alive, and counts the revisions of what it is told. */
export class MirrorOfTwoComets extends SessionMirror {
  revision = 0;

  constructor() {
    super();
    this.setAlive(COMET, true);
    this.setAlive(OTHER, true);
  }

  store(...session: Parameters<typeof fakeSession>): void {
    this.put(fakeSession(...session), ++this.revision, 0);
  }

  end(key: string): void {
    this.remove(key as SessionKey, ++this.revision);
  }

  cometOf(key: string): CometId | undefined {
    return this.byKey(key as SessionKey)?.comet;
  }

  keysOf(mid: number): string[] {
    return this.byMid(mid).map(({ key }) => key);
  }

  keysIn(room: RoomKey): string[] {
    return [...this.byRoom(room)].map(({ key }) => key).toSorted();
  }
}
