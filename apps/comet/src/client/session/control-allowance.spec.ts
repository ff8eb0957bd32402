import { describe, expect, it } from '@jest/globals';
import { ControlAllowance } from './control-allowance.js';

let time = 0;
const now = (): number => time;

/** How many of so many packets at once are within the allowance. */
function taken(allowance: ControlAllowance, packets: number): number {
  let count = 0;
  for (let n = 0; n < packets; n++) if (allowance.spend({ now })) count++;
  return count;
}

function allowanceOf(controlRate: number, controlBurst: number): ControlAllowance {
  return new ControlAllowance({ current: { controlRate, controlBurst } }, now());
}

describe('ControlAllowance', () => {
  it('lets so many through at once, and so many a second', () => {
    const allowance = allowanceOf(10, 20);
    expect(taken(allowance, 100)).toBe(20);
    time += 1_000;
    expect(taken(allowance, 100)).toBe(10);
    time += 60_000;
    expect(taken(allowance, 100)).toBe(20);
    time += 99;
    expect(taken(allowance, 1)).toBe(0);
  });

  it('lets everything through where there is no rate', () => {
    expect(taken(allowanceOf(0, 5), 1_000)).toBe(1_000);
  });
});
