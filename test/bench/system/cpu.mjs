import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, 100 on every Linux that Node runs on: the resolution of the times below is so 10 ms. */
const MS_PER_TICK = 10;
const USER_TIME = 11;
const SYSTEM_TIME = 12;
const PARENT = 1;

/**
 * @typedef {object} CpuTime milliseconds since the process began
 * @property {number} user
 * @property {number} system
 */

/**
 * The CPU time that processes have used, all their threads, and the kernel's work for them.
 *
 * @param {readonly number[]} pids
 * @returns {CpuTime}
 */
export function readCpu(pids) {
  const sum = { user: 0, system: 0 };
  for (const pid of pids) {
    const fields = statFields(pid);
    sum.user += Number(fields[USER_TIME]) * MS_PER_TICK;
    sum.system += Number(fields[SYSTEM_TIME]) * MS_PER_TICK;
  }
  return sum;
}

/** @param {CpuTime} from @param {CpuTime} to @returns {CpuTime} */
export function cpuBetween(from, to) {
  return { user: to.user - from.user, system: to.system - from.system };
}

/**
 * The resident memory of processes.
 *
 * @param {readonly number[]} pids
 * @returns {number} bytes
 */
export function readRss(pids) {
  let kilobytes = 0;
  for (const pid of pids) {
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  }
  return kilobytes * 1_024;
}

/**
 * @param {number} parent
 * @returns {number[]} pids
 */
export function childrenOf(parent) {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    return Number(statFields(pid)[PARENT]);
  } catch {
    // It ended in between.
    return 0;
  }
}

/** The fields behind the program's name, which may hold spaces itself. @param {number} pid */
function statFields(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    throw new Error(`process ${pid} ended while it was measured`, { cause: error });
  }
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
}
