/** Milliseconds that are one value. */
export const SLOT_MS = 10_000;
/** An hour, and the slot that is under way. */
export const SLOTS = 361;
const UNUSED = -1;

/** The number of the slot that a time is in. @param time milliseconds since 1970 */
export function slotOf(time: number): number {
  return Math.floor(time / SLOT_MS);
}

/** Some numbers for each slot of the last hour. Memory: 8 bytes for each number of each slot, and for the slot, whatever is known. */
export class SlotRing {
  private readonly slots = new Float64Array(SLOTS).fill(UNUSED);
  private readonly values: Float64Array;

  /** @param fields numbers of a slot; each is NaN until it is set or added to */
  constructor(private readonly fields: number) {
    this.values = new Float64Array(SLOTS * fields);
  }

  set(slot: number, field: number, value: number): void {
    const at = this.placeOf(slot);
    if (at !== undefined) this.values[at + field] = value;
  }

  add(slot: number, field: number, value: number): void {
    const at = this.placeOf(slot);
    if (at === undefined) return;
    const before = this.values[at + field]!;
    this.values[at + field] = Number.isNaN(before) ? value : before + value;
  }

  has(slot: number): boolean {
    return this.slots[slot % SLOTS] === slot;
  }

  /** NaN: not known. */
  get(slot: number, field: number): number {
    return this.has(slot) ? this.values[(slot % SLOTS) * this.fields + field]! : NaN;
  }

  /** What is known of each slot, in their order. */
  known(): { slots: number[]; values: number[] } {
    const slots = [...this.slots].filter((slot) => slot !== UNUSED).toSorted((a, b) => a - b);
    const values = slots.flatMap((slot) => {
      const at = (slot % SLOTS) * this.fields;
      return [...this.values.subarray(at, at + this.fields)];
    });
    return { slots, values };
  }

  /** Takes what another one knows. */
  restore(slots: readonly number[], values: readonly number[]): void {
    for (const [n, slot] of slots.entries()) {
      for (let field = 0; field < this.fields; field++) this.set(slot, field, values[n * this.fields + field] ?? NaN);
    }
  }

  /** Begins the slot where it is a new one. @returns where its values are; undefined: it is older than what is in its place */
  private placeOf(slot: number): number | undefined {
    const place = slot % SLOTS;
    const at = place * this.fields;
    const there = this.slots[place]!;
    if (there > slot) return undefined;
    if (there < slot) {
      this.slots[place] = slot;
      this.values.fill(NaN, at, at + this.fields);
    }
    return at;
  }
}
