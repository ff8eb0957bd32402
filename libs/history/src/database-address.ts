/** Where the database is, for logs: no user, no password, no parameters but the folder of a socket. */
export function databaseAddress(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? host}${pathname}`;
}
