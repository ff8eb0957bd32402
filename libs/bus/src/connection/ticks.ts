import type { Bus } from './bus.js';

const TICK_MS = 100;

/**
 * Calls all that look at something ten times a second, by one timer: a job that pulls from 16 partitions is woken 10 times a second
 * by it, and not 160 times.
 */
export class Ticks {
  private static readonly byBus = new WeakMap<Bus, Ticks>();
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  static of(bus: Bus): Ticks {
    let ticks = Ticks.byBus.get(bus);
    if (!ticks) Ticks.byBus.set(bus, (ticks = new Ticks()));
    return ticks;
  }

  add(listener: () => void): void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => {
      for (const one of this.listeners) one();
    }, TICK_MS);
  }

  delete(listener: () => void): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
