import type { DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';

/**
 * Gives the loaded configuration to the app: `ConfigService<CometConfig, true>` and
 * `config.get('tcp.port', { infer: true })`. The environment was read by `loadConfig` and is not looked at again, so
 * that a stray variable can never stand in for a key.
 */
export function configModule(config: Record<string, unknown>): Promise<DynamicModule> {
  return ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    ignoreEnvVars: true,
    skipProcessEnv: true,
    load: [() => config],
  });
}
