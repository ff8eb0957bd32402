import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import type { CometId } from '#contracts';
import { nodeView } from '../nodes/nodes.service.js';
import { SessionNews } from '../sessions/session-news.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import { viewOf } from '../sessions/session-view.js';
import type { EventStream } from './event-stream.js';
import type { CountsEvent, Kind, NodeEvent, SessionEvent } from './live.schema.js';

const COUNTS_EVERY_MS = 2_000;
/** Events of nodes, and of sessions: nobody reads more, and a comet that ends has a hundred thousand. */
const MAX_PER_SECOND = 50;

/** Tells streams what changes in the whole system, as this logic sees it. */
@Injectable()
export class LiveEvents {
  private readonly followers: Readonly<Record<Kind, Set<EventStream>>> = {
    counts: new Set(),
    nodes: new Set(),
    sessions: new Set(),
  };
  private counting: NodeJS.Timeout | undefined;

  constructor(
    private readonly directory: NodeDirectory,
    private readonly sessions: SessionRegistry,
    news: SessionNews,
  ) {
    directory.on('join', (id) => this.tellNode('joined', id));
    directory.on('leave', (id) => this.tellNode('left', id));
    directory.on('turn', (id) => this.tellNode('turned', id));
    news.on('changed', (change, session) => {
      for (const stream of this.followers.sessions) {
        stream.offer('session', MAX_PER_SECOND, (): SessionEvent => ({ change, session: viewOf(session) }));
      }
    });
  }

  /** @returns ends it */
  follow(kinds: readonly Kind[], stream: EventStream): () => void {
    for (const kind of kinds) this.followers[kind].add(stream);
    if (this.followers.counts.size > 0) this.counting ??= setInterval(() => this.tellCounts(), COUNTS_EVERY_MS).unref();
    return () => {
      for (const kind of kinds) this.followers[kind].delete(stream);
      if (this.followers.counts.size > 0) return;
      clearInterval(this.counting);
      this.counting = undefined;
    };
  }

  private tellCounts(): void {
    const { sessions, directory } = this;
    const counts: CountsEvent = {
      time: Date.now(),
      sessions: sessions.count,
      rooms: sessions.roomTotal,
      nodes: directory.size,
    };
    for (const stream of this.followers.counts) stream.offer('counts', MAX_PER_SECOND, () => counts);
  }

  private tellNode(change: NodeEvent['change'], id: CometId): void {
    for (const stream of this.followers.nodes) {
      stream.offer('node', MAX_PER_SECOND, (): NodeEvent => {
        const node = this.directory.get(id);
        return { change, id, ...(node && { node: nodeView(node) }) };
      });
    }
  }
}
