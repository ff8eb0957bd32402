/** The first of each line that has what mends CVE-2025-30215, with which whoever may ask JetStream reaches others' streams. */
const MENDED: readonly (readonly [number, number, number])[] = [
  [2, 10, 27],
  [2, 11, 1],
];
const VERSION = /^v?(\d+)\.(\d+)\.(\d+)/;

/** Whether a nats-server lacks mends that are known; false where the version can't be read. */
export function isOutdated(version: string): boolean {
  const parts = VERSION.exec(version)?.slice(1).map(Number);
  if (!parts) return false;
  const [major = 0, minor = 0, patch = 0] = parts;
  const line = MENDED.find((one) => one[0] === major && one[1] === minor);
  if (line) return patch < line[2];
  const [oldest] = MENDED;
  return major < oldest![0] || (major === oldest![0] && minor < oldest![1]);
}
