/**
 * The configuration or the command line cannot be used. `message` is one line that names where the value came from,
 * the key, what was given and what is expected; it is meant to be printed as it is, without a stack.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    /** One line a problem, none of them with a line break. */
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(problems.join('; '), options);
  }
}
