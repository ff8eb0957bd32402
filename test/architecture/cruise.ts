import { execFile } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const CONFIG = join(ROOT, '.dependency-cruiser.mjs');
/** It takes some 6 s of a core to itself; a machine that is busy with other suites has less of one. */
export const CRUISE_WITHIN_MS = 120_000;

const LONGEST_OUTPUT = 64 * 1024 * 1024;

interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string; readonly resolved: string }[];
  }[];
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

/** Looks at all imports below a directory by the project's rules. */
export async function cruise(directory: string): Promise<Cruised> {
  const args = [CRUISER, 'apps', 'libs', 'test', 'launcher', 'examples', '--config', CONFIG, '--output-type', 'json'];
  const [output, errors] = await new Promise<[string, string]>((resolve) => {
    // Violations make the exit code: what was written tells them from a failure.
    execFile(process.execPath, args, { cwd: directory, maxBuffer: LONGEST_OUTPUT }, (_, stdout, stderr) =>
      resolve([stdout, stderr]),
    );
  });
  if (!output.startsWith('{')) throw new Error(`dependency-cruiser failed: ${errors}${output}`);
  return JSON.parse(output) as Cruised;
}

/** Each violation as a line: `rule: from -> to`. */
export function violationsOf({ summary }: Cruised): string[] {
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}
