/** Keys of rooms and sessions may have any character, so they stand in the query and not in the path. */
export function roomLink(room: string): string {
  return `/room?key=${encodeURIComponent(room)}`;
}

export function sessionLink(key: string): string {
  return `/session?key=${encodeURIComponent(key)}`;
}

export function cometLink(comet: string): string {
  return `/sessions?comet=${encodeURIComponent(comet)}`;
}

/** @param message epoch:id @param key the session that is asked about; without it the page asks */
export function explainLink(message: string, key = ''): string {
  return `/explain?${new URLSearchParams({ key, message })}`;
}

export function memberLink(mid: number | string): string {
  return `/sessions?mid=${mid}`;
}
