/**
 * Lets tests wait for what an object keeps, such as the pushes of a client: its owner says when something has changed, and
 * whoever waits looks again. No polling, and any number may wait at the same time.
 */
export class Changes {
  /** @type {Set<() => void>} */
  #looks = new Set();
  /** @type {() => string} */
  #describe;

  /** @param {() => string} describe what is there, for the error of one who waits in vain */
  constructor(describe) {
    this.#describe = describe;
  }

  /** Something has changed. */
  notify() {
    for (const look of this.#looks) look();
  }

  /**
   * Resolves when `isDone`, at once where it is already.
   *
   * @param {string} what is waited for, as a sentence
   * @param {number} withinMs
   * @param {() => boolean} isDone
   * @returns {Promise<void>}
   * @throws {Error} with what was waited for, and what is there instead
   */
  async until(what, withinMs, isDone) {
    if (isDone()) return;
    await new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#looks.delete(look);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`within ${withinMs} ms it was never so that ${what}. Last seen: ${this.#describe()}`));
      }, withinMs);
      const look = () => {
        try {
          if (!isDone()) return;
          resolve(undefined);
        } catch (error) {
          reject(error);
        }
        end();
      };
      this.#looks.add(look);
    });
  }
}
