/** The apps that read a configuration. The name gives the default file and the prefix of the variables. */
export type AppName = 'comet' | 'logic' | 'job';

export const appNames: readonly AppName[] = ['comet', 'logic', 'job'];

/** `config/comet.toml`, relative to the working directory. */
export function defaultConfigFile(app: AppName): string {
  return `config/${app}.toml`;
}

/**
 * What every variable of the app starts with: `COMET__`.
 * Two underscores, because orchestrators inject variables of their own with one (`COMET_PORT` for a service `comet`).
 */
export function variablePrefix(app: AppName): string {
  return `${app.toUpperCase()}__`;
}

/** The variable that sets a key: `session.handshakeTimeout` -> `COMET__SESSION__HANDSHAKE_TIMEOUT`. */
export function variableName(app: AppName, key: string): string {
  const segments = key.split('.').map((segment) => segment.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase());
  return variablePrefix(app) + segments.join('__');
}
