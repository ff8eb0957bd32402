import { Injectable, Logger, Optional } from '@nestjs/common';
import { LiveConfig, type LogLevel, type Reload } from '#config';
import { setLogLevel } from './logger.js';
import { Metrics } from './metrics.js';

const SOURCES: readonly Reload['source'][] = ['signal', 'file', 'bucket'];

interface Logged extends Record<string, unknown> {
  readonly log: { readonly level: LogLevel };
}

/** Says what became of each reading of the configuration, by a line and a counter, and keeps the level of the log. */
@Injectable()
export class ConfigMonitor {
  private readonly logger = new Logger(ConfigMonitor.name);

  /** @param metrics none in a process whose workers count for it */
  constructor(config: LiveConfig<Logged>, @Optional() metrics?: Metrics) {
    config.onChange('log', ({ level }) => setLogLevel(level));
    config.onReport((reload) => this.say(reload));
    if (metrics) count(config, metrics);
  }

  private say({ source, outcome, applied, waiting, problems, failures }: Reload): void {
    if (applied.length > 0) this.logger.log('the configuration has changed', { source, keys: applied });
    if (waiting.length > 0) this.logger.warn('settings that have changed need a restart', { source, keys: waiting });
    if (outcome === 'refused') {
      this.logger.error('the new configuration is refused, the old one stays', { source, problems });
    }
    for (const { who, error } of failures) this.logger.error(`${who} could not be read again`, { source, err: error });
    // The entries of other apps in the bucket are read as well; whoever sends a signal wants an answer.
    if (outcome !== 'unchanged') return;
    const text = 'the configuration was read again: nothing is new';
    if (source === 'signal') this.logger.log(text, { source });
    else this.logger.debug(text, { source });
  }
}

function count(config: LiveConfig<Logged>, metrics: Metrics): void {
  const reloads = metrics.counter(
    'goim_config_reloads_total',
    'Readings of the configuration while running.',
    ['source', 'outcome'],
    SOURCES.map((source) => ({ source, outcome: 'refused' })),
  );
  const failures = metrics.counter('goim_config_failures_total', 'Parts that could not take or read what is new.', [
    'who',
  ]);
  metrics.observedHighest(
    'goim_config_restart_needed',
    'Keys whose new value waits for a restart.',
    () => config.waiting.length,
  );
  config.onReport((reload) => {
    reloads.inc({ source: reload.source, outcome: reload.outcome });
    for (const { who } of reload.failures) failures.inc({ who });
  });
}
