type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What the tab keeps until it is closed. */
export const tabStorage = storageOr(() => sessionStorage);
/** What the browser keeps. */
export const browserStorage = storageOr(() => localStorage);

/** @returns one that lasts until the page is loaded anew, where the browser lets no site keep anything: it throws then */
function storageOr(storage: () => Storage): Kept {
  try {
    return storage();
  } catch {
    const items = new Map<string, string>();
    return {
      getItem: (name) => items.get(name) ?? null,
      setItem: (name, value) => void items.set(name, value),
      removeItem: (name) => void items.delete(name),
    };
  }
}
