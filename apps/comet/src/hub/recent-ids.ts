/** 17 places are made at the second message, all of them (half a kilobyte) by targets that get many. */
const MAX = 64;

/**
 * Which messages of a target were delivered lately: what tells one that comes again from one that others overtook.
 *
 * Cost: one write and a comparison a message.
 */
export class RecentIds {
  private ids: number[] | undefined;
  private next = 0;
  /** The greatest that it does not know any more. */
  private forgotten = 0;

  add(id: number): void {
    if (!this.ids) this.ids = [id];
    else if (this.ids.length < MAX) this.ids.push(id);
    else {
      this.forgotten = Math.max(this.forgotten, this.ids[this.next]!);
      this.ids[this.next] = id;
    }
    this.next = (this.next + 1) % MAX;
  }

  copy(): RecentIds {
    const copy = new RecentIds();
    copy.ids = this.ids?.slice();
    copy.next = this.next;
    copy.forgotten = this.forgotten;
    return copy;
  }

  has(id: number): boolean {
    return this.ids?.includes(id) ?? false;
  }

  /** Whether it is known of an id, which is not above the newest, that it was not delivered. */
  lack(id: number): boolean {
    return this.ids !== undefined && id > this.forgotten && !this.has(id);
  }
}
