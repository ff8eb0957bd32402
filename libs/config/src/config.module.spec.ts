import { afterEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { configModule } from './config.module.js';
import { LiveConfig } from './live-config.js';

const Config = z.strictObject({ tcp: z.strictObject({ port: z.number(), backlog: z.number().optional() }) });
type Config = z.output<typeof Config>;

@Injectable()
class Listener {
  readonly port: number;
  constructor(@Inject(ConfigService) config: ConfigService<Config, true>) {
    this.port = config.get('tcp.port', { infer: true });
  }
}

@Module({
  providers: [
    Listener,
    {
      provide: 'port',
      inject: [ConfigService],
      useFactory: (config: ConfigService<Config, true>) => config.get('tcp.port', { infer: true }),
    },
  ],
})
class TransportModule {}

describe('configModule', () => {
  afterEach(() => {
    delete process.env['tcp'];
    delete process.env['GOIM_STRAY'];
  });

  it('gives the configuration to every module, already while they are made', async () => {
    const app = await Test.createTestingModule({
      imports: [TransportModule, configModule(LiveConfig.still(Config, { tcp: { port: 3101 } }))],
    }).compile();
    expect(app.get(Listener).port).toBe(3101);
    expect(app.get<number>('port')).toBe(3101);
  });

  it('never answers from the environment', async () => {
    process.env['tcp'] = 'shadow';
    process.env['GOIM_STRAY'] = 'shadow';
    const app = await Test.createTestingModule({
      imports: [configModule(LiveConfig.still(Config, { tcp: { port: 1 } }))],
    }).compile();
    const config = app.get<ConfigService<Record<string, unknown>>>(ConfigService);
    expect(config.get('tcp')).toEqual({ port: 1 });
    expect(config.get('GOIM_STRAY')).toBeUndefined();
  });

  it('keeps the configurations of two apps in one process apart', async () => {
    const apps = await Promise.all(
      [1, 2].map((port) =>
        Test.createTestingModule({ imports: [configModule(LiveConfig.still(Config, { tcp: { port } }))] }).compile(),
      ),
    );
    expect(
      apps.map((app) => app.get<ConfigService<Config, true>>(ConfigService).get('tcp.port', { infer: true })),
    ).toEqual([1, 2]);
  });
});
