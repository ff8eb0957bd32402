import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { LiveConfig } from './live-config.js';

@Module({})
class LiveConfigModule {}

/**
 * Gives the configuration to the app: `ConfigService<CometConfig, true>` and `config.get('tcp.port', { infer: true })`, and
 * `LiveConfig<CometConfig>` to whoever has to hear of changes. A section that the service gives is the one of
 * `LiveConfig.current`, so its live keys are up to date. The environment was read by `loadConfig` and is not looked at
 * again, so that a stray variable can never stand in for a key.
 */
export function configModule(config: LiveConfig): DynamicModule {
  return {
    module: LiveConfigModule,
    global: true,
    imports: [
      ConfigModule.forRoot({
        isGlobal: true,
        ignoreEnvFile: true,
        ignoreEnvVars: true,
        skipProcessEnv: true,
        load: [() => config.current],
      }),
    ],
    providers: [{ provide: LiveConfig, useValue: config }],
    exports: [LiveConfig],
  };
}
