/** One condition for traffic to be sent to this app, such as "the bus is connected". */
export abstract class ReadinessCheck {
  /** Names the condition in the answer: `bus`. Unique among the checks of an app. */
  abstract readonly name: string;

  /** False: without it the app is degraded, and takes traffic all the same. */
  readonly isVital: boolean = true;

  /**
   * Returns when the condition holds; throws an Error whose message says what is missing when it does not. Called for
   * each probe and given 2 s, so it looks at what is known rather than asking over the network.
   */
  abstract check(): void | Promise<void>;
}
