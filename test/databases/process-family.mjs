import { readFile } from 'node:fs/promises';
import { eventually } from '../support/eventually.mjs';
import { standstill, stateOf } from '../support/standstill.mjs';

const STOPS_WITHIN_MS = 30_000;

/**
 * Stops a process and its children, which come and go meanwhile. The parent stops first: from then on there are no new
 * ones, and one that ends stays in the list, since nobody asks how it ended.
 *
 * @param {number} parent
 */
export async function stopFamily(parent) {
  process.kill(parent, 'SIGSTOP');
  await standstill(parent);
  await eventually(`the children of process ${parent} stand still`, STOPS_WITHIN_MS, async () => {
    const children = await childrenOf(parent);
    for (const child of children) signalIfThere(child, 'SIGSTOP');
    const states = await Promise.all(children.map((child) => stateOf(child)));
    // Or have ended: Z and X.
    return states.every((state) => 'TZX'.includes(state));
  });
}

/** The parent last: so a child that it starts from then on is none of these. @param {number} parent */
export async function continueFamily(parent) {
  for (const child of await childrenOf(parent)) signalIfThere(child, 'SIGCONT');
  process.kill(parent, 'SIGCONT');
}

/** @param {number} parent */
export async function childrenOf(parent) {
  const text = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalIfThere(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
