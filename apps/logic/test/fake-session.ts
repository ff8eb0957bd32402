import type { CometId, RoomKey, SessionKey } from '#contracts';
import type { SessionRecord } from '../src/sessions/session-record.js';

interface Given {
  mid?: number;
  comet?: string;
  connection?: number;
  room?: string;
  joined?: string[];
  platform?: string;
  region?: string;
}

export function fakeSession(
  key: string,
  { mid = 0, comet = 'comet-1', connection = 1, room = '', joined = [], platform = '', region = '' }: Given = {},
): SessionRecord {
  return {
    key: key as SessionKey,
    mid,
    comet: comet as CometId,
    connection,
    room: room as RoomKey | '',
    joined: joined as RoomKey[],
    ip: '10.0.0.1',
    platform,
    region,
    since: 1_700_000_000_000,
  };
}
