/** How many there are of each name. One of which there is none is forgotten, so it takes memory for what is there alone. */
export class CountsByName<Name> {
  private readonly counts = new Map<Name, number>();

  of(name: Name): number {
    return this.counts.get(name) ?? 0;
  }

  add(name: Name): void {
    this.counts.set(name, this.of(name) + 1);
  }

  /** Without effect where there is none. */
  remove(name: Name): void {
    const left = this.of(name) - 1;
    if (left > 0) this.counts.set(name, left);
    else this.counts.delete(name);
  }
}
