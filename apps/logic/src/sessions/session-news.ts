import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { SessionRecord } from './session-record.js';

export type SessionChange = 'begun' | 'ended';

interface Events {
  /** At whichever logic. A session whose comet has left has ended when it expires. */
  changed: [change: SessionChange, session: SessionRecord];
}

/** Tells which sessions begin and end, of all that this logic knows. Cost: a call a change, where nobody listens. */
@Injectable()
export class SessionNews extends EventEmitter<Events> {}
