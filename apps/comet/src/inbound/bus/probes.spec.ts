import { describe, expect, it } from '@jest/globals';
import { LiveConfig } from '#config';
import { CometConfig } from '../../config/comet.config.js';
import { Probes, PushesReadiness } from './probes.js';

const BOUND_MS = 15_000;

/** @returns what the check says at a time */
function started(grpc: boolean): { probes: Probes; at: (ms: number) => string } {
  let now = 0;
  const probes = new Probes(() => now);
  const readiness = new PushesReadiness(probes, LiveConfig.still(CometConfig, { grpc: { enabled: grpc } }));
  const at = (ms: number): string => {
    now = ms;
    try {
      readiness.check();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { probes, at };
}

describe('PushesReadiness', () => {
  it.each([true, false])('says since when no job reaches this comet, once one had (gRPC: %s)', (grpc) => {
    const { probes, at } = started(grpc);
    at(1_000);
    probes.took();
    expect(at(1_000 + BOUND_MS)).toBe('');
    expect(at(1_001 + BOUND_MS)).toBe('no job has reached this comet for 15 s');
    expect(at(61_000)).toBe('no job has reached this comet for 60 s');
    probes.took();
    expect(at(61_000)).toBe('');
  });

  it('says so as well where none ever did, unless those that push may be jobs that send no probes', () => {
    expect(started(false).at(BOUND_MS + 1)).not.toBe('');
    expect(started(true).at(BOUND_MS + 1)).toBe('');
  });
});
