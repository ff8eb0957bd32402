/** Whether a room key is one that the pattern names: the pattern itself, or, where it ends in `*`, all that begin as it does. */
export function matchesPattern(room: string, pattern: string): boolean {
  return room === pattern || (pattern.endsWith('*') && room.startsWith(pattern.slice(0, -1)));
}
