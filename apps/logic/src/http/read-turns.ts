/** Of one caller. They are let in within a second, or two where each is a page of a thousand sessions. */
const MOST_WAITING = 64;
/** Where it may be several: the dashboards behind one address all ask as logic is back, each browser for six things at a time. */
const MOST_WAITING_OF_SEVERAL = 256;

/**
 * Requests that only look at something: one each turn of the event loop, and of each caller in turn. A page of a thousand sessions
 * takes 5 ms: thirty of them that come together would keep the pushes, and the clients that connect, waiting for all thirty.
 */
export class ReadTurns {
  /** By caller; whose turn is next is first. */
  private readonly waiting = new Map<string, (() => void)[]>();
  private isTaken = false;

  /**
   * @param account of the caller
   * @param work is done at once where nobody else has had this turn
   * @param isSeveral whether there may be several callers behind the account, as behind an address
   * @returns false where as many of the caller's as may wait do: it will not be done
   */
  take(account: string, work: () => void, isSeveral = false): boolean {
    if (!this.isTaken) {
      this.isTaken = true;
      setImmediate(this.turned);
      work();
      return true;
    }
    const own = this.waiting.get(account);
    if (!own) this.waiting.set(account, [work]);
    else if (own.length < (isSeveral ? MOST_WAITING_OF_SEVERAL : MOST_WAITING)) own.push(work);
    else return false;
    return true;
  }

  private readonly turned = (): void => {
    const [next] = this.waiting;
    if (!next) {
      this.isTaken = false;
      return;
    }
    const [account, [work, ...others]] = next;
    this.waiting.delete(account);
    if (others.length > 0) this.waiting.set(account, others);
    setImmediate(this.turned);
    work!();
  };
}
