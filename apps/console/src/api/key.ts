const STORED_AS = 'goim-console-key';

/** The API key of this tab: gone when the tab is closed, and never sent but as a header. */
export function storedKey(): string | undefined {
  return sessionStorage.getItem(STORED_AS) ?? undefined;
}

export function storeKey(key: string): void {
  sessionStorage.setItem(STORED_AS, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(STORED_AS);
}
