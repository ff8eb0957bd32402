import { MissedMessages, type Missed } from '../src/hub/continuity.js';

interface Reading {
  readonly target: string;
  readonly epoch: number;
  readonly after: number;
  readonly upTo: number;
  answer(missed: Missed): void;
}

/** What was missed, as a test says. */
export class FakeMissed extends MissedMessages {
  readonly readings: Reading[] = [];
  /** undefined = of all targets. */
  readonly forgotten: (string | undefined)[] = [];
  readonly located = new Map<string, (epoch: number, id: number) => void>();

  read(target: string, epoch: number, after: number, upTo: number): Promise<Missed> {
    return new Promise((answer) => this.readings.push({ target, epoch, after, upTo, answer }));
  }

  locate(target: string, at: (epoch: number, id: number) => void): void {
    this.located.set(target, at);
  }

  forget(target?: string): void {
    this.forgotten.push(target);
  }
}
