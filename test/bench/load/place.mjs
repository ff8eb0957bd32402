const ROOM = 'room:';

/** Where a client of version 2 is in each of its targets: it outlives the connection, and says where the next one goes on. */
export class Place {
  /** @type {Record<string, string> | undefined} */
  #cursors;
  #room = '';
  #lastId = 0;
  /** Before it came back, nothing may come twice. */
  #isBack = false;

  /**
   * The server has let the client in.
   *
   * @param {Record<string, string>} current where its targets are
   * @returns {Record<string, string>} what to resume, by target; nothing at the first time
   */
  welcome(current) {
    if (this.#cursors) {
      this.#isBack = true;
      return this.#own();
    }
    this.#cursors = current;
    this.#room = Object.keys(current).find((target) => target.startsWith(ROOM)) ?? '';
    return {};
  }

  /** @param {number} id of a message of the room; 0 = none */
  has(id) {
    return this.#isBack && id > 0 && id <= this.#lastId;
  }

  /** A message of the room was heard. @param {number} id */
  heard(id) {
    this.#lastId = id;
  }

  /** Its other targets, in which nothing is pushed, are at the cursors of the verdicts. @param {Record<string, { cursor?: string }>} verdicts */
  judged(verdicts) {
    for (const [target, { cursor }] of Object.entries(verdicts)) {
      if (this.#cursors && cursor && target !== this.#room) this.#cursors[target] = cursor;
    }
  }

  #own() {
    const cursors = { ...this.#cursors };
    const epoch = cursors[this.#room]?.split(':')[0];
    return this.#lastId > 0 ? { ...cursors, [this.#room]: `${epoch}:${this.#lastId}` } : cursors;
  }
}
