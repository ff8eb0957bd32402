/**
 * The child's side of a process that the benchmark started: answers calls by IPC, and ends with its parent.
 *
 * @param {Record<string, (args: any) => unknown>} handlers
 */
export function answerCalls(handlers) {
  process.on('message', (message) => {
    const { id, command, args } = /** @type {{ id: number, command: string, args: unknown }} */ (message);
    void Promise.resolve()
      .then(() => {
        const handler = handlers[command];
        if (!handler) throw new Error(`no such command: ${command}`);
        return handler(args);
      })
      .then(
        (result) => process.send?.({ id, result }),
        (error) =>
          process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  process.on('disconnect', () => process.exit());
  // A terminal's Ctrl-C reaches all processes; this one's end is the parent's decision.
  process.on('SIGINT', () => {});
  process.send?.({ id: 0 });
}
