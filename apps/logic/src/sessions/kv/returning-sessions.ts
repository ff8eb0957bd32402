import type { NodeDirectory } from '#bus';
import type { CometId } from '#contracts';

/**
 * Comets that have more clients than the store has sessions of them. After a loss of the store each comet registers its
 * sessions again, one after another: whoever starts to read it meanwhile must not take for offline who has not come yet.
 */
export class ReturningSessions {
  readonly description = 'the mirror of the sessions, which comets register again,';
  private readonly awaited = new Set<CometId>();

  /** @param until by `performance.now()`: every comet has registered its sessions again by then */
  constructor(
    private readonly directory: Pick<NodeDirectory, 'get' | 'ids' | 'on'>,
    private readonly countAt: (comet: CometId) => number,
    private readonly until: number,
  ) {
    for (const comet of directory.ids()) this.look(comet);
    directory.on('join', (comet) => this.look(comet));
  }

  get isCurrent(): boolean {
    if (this.awaited.size === 0) return true;
    for (const comet of this.awaited) if (!this.isAwaited(comet)) this.awaited.delete(comet);
    return this.awaited.size === 0;
  }

  private look(comet: CometId): void {
    if (this.isAwaited(comet)) this.awaited.add(comet);
  }

  private isAwaited(comet: CometId): boolean {
    if (performance.now() > this.until) return false;
    const node = this.directory.get(comet);
    // A legacy comet registers nothing by itself.
    return node !== undefined && !node.goim && node.connections > this.countAt(comet);
  }
}
