import { readFileSync } from 'node:fs';

const LIMITS = '/proc/self/limits';

/** How many files this process may have open at once; 0 where there is no limit, or none that can be read. */
export function maxOpenFiles(): number {
  try {
    return softLimitOf(readFileSync(LIMITS, 'utf8'));
  } catch {
    // Not on Linux.
    return reportedLimit();
  }
}

/** As Node's diagnostic report has it, which takes longer. */
function reportedLimit(): number {
  // What it would say of sockets takes look-ups of names.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const { soft } = userLimits?.open_files ?? {};
  return typeof soft === 'number' ? soft : 0;
}

/** @param limits as /proc/self/limits has them. @returns 0 where there is none */
export function softLimitOf(limits: string): number {
  const [, soft] = /^Max open files\s+(\d+)\s/m.exec(limits) ?? [];
  return Number(soft ?? 0);
}
