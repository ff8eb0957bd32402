import { AppError, errorText } from '#contracts';
import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream';

/** Creates a stream where it is missing, and leaves one that exists as it is. @returns the stream as it is now */
export async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<StreamInfo> {
  try {
    return await manager.streams.info(config.name);
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'stream not found') throw error;
  }
  try {
    return await manager.streams.add(config);
  } catch (error) {
    // Another process may have created it in between.
    return manager.streams.info(config.name).catch(() => Promise.reject(error));
  }
}

/** @throws AppError `unavailable` that says what could not be done, and why */
export async function attempt<T>(what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    throw new AppError('unavailable', `cannot ${what}: ${errorText(cause)}`, {
      cause,
    });
  }
}
