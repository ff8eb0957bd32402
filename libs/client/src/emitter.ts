type Handler<T> = (event: T) => void;

/** Handlers by event name. One that throws stops neither the others nor the client; its error is reported as uncaught. */
export class Emitter<Events extends object> {
  private readonly handlers = new Map<keyof Events, Set<Handler<never>>>();

  /** @returns takes the handler off again */
  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): () => void {
    const set = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, set.add(handler));
    return () => set.delete(handler);
  }

  /** For the client's own use. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const handler of this.handlers.get(name) ?? []) {
      try {
        (handler as Handler<Events[Name]>)(event);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }
}
