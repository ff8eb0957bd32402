import { setTimeout as delay } from 'node:timers/promises';
import { cpus, release, totalmem } from 'node:os';

const LOOK_MS = 1_000;

/** What a figure must be read with. */
export async function machineFacts() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release().replace(/-.*/, ''),
    node: process.version,
    busyPercent: await othersPercent(),
  };
}

/** @typedef {Awaited<ReturnType<typeof machineFacts>>} MachineFacts */

/** How much of the machine somebody else uses, while nothing of ours runs yet. */
export async function othersPercent() {
  const before = cpuTimes();
  await delay(LOOK_MS);
  const after = cpuTimes();
  return Math.round((1 - (after.idle - before.idle) / (after.all - before.all)) * 100);
}

function cpuTimes() {
  const sum = { idle: 0, all: 0 };
  for (const { times } of cpus()) {
    sum.idle += times.idle;
    sum.all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return sum;
}
