/** Exit code of a program that was not started because another one holds the lock. */
export const IN_USE_EXIT_CODE = 75;
/** For one that is just going down. */
export const LOCK_WAIT_SECONDS = 3;

/**
 * Two servers on one data folder destroy it. The kernel drops this lock with the server's last file descriptor, so a kill -9
 * leaves no stale lock. Without flock(1) (not Linux) the server starts unlocked.
 */
const LOCKED_EXEC = `
exec 9>"$1"
flock -w ${LOCK_WAIT_SECONDS} -E ${IN_USE_EXIT_CODE} 9
[ "$?" -eq ${IN_USE_EXIT_CODE} ] && exit ${IN_USE_EXIT_CODE}
shift
exec "$@"
`;

/**
 * The command line that runs a program while it holds a lock, and ends with `IN_USE_EXIT_CODE` where another one has it.
 *
 * @param {string} lockFile created where it is missing
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function lockedCommand(lockFile, command, args) {
  return ['/bin/sh', ['-c', LOCKED_EXEC, 'sh', lockFile, command, ...args]];
}
