export { AckedPublisher, type PublishAck } from './streams/acked-publisher.js';
export { BanIndex, type BanSubject } from './buckets/ban-index.js';
export { BanList } from './buckets/ban-list.js';
export { BucketDoor } from './buckets/bucket-door.js';
export { StreamDoor } from './streams/stream-door.js';
export { BucketWatch, type BucketListener } from './buckets/bucket-watch.js';
export { Bucket, onBucketLoss } from './buckets/bucket.js';
export { Bus, NobodyListens, type BusSubscription } from './connection/bus.js';
export type { BusMessage } from './connection/bus-message.js';
export { ConfigBucket } from './buckets/config-bucket.js';
export { connectConfigured } from './connection/configured-bus.js';
export { connectBus, type BusOptions } from './connection/connect.js';
export { DeadLetters, type DeadLetter } from './streams/dead-letters.js';
export { DurableAssets } from './durable/durable-assets.js';
export { handedOver, settled, type HandedOver } from './streams/handed-over.js';
export {
  ensureHistoryStream,
  HistoryConsumer,
  historyStreamPlace,
  newestBatch,
  waitingBatches,
  type HistoryStreamPlace,
} from './streams/history-stream.js';
export { NodeDirectory, openNodeBucket } from './buckets/node-directory.js';
export { OldestTasks } from './streams/oldest-tasks.js';
export type { QueuedTask } from './consumers/pulled-message.js';
export { PartitionConsumer, type WorkConsumer } from './consumers/work-consumer.js';
export { ACK_WAIT_MS, ensurePushStream, pushEpoch, type PushStreamOptions } from './streams/push-stream.js';
export { PushPositions, type PushPosition, type PushPositionNow } from './streams/push-positions.js';
export { RefusingStreams } from './streams/refusing-streams.js';
export { RpcClient } from './rpc/rpc-client.js';
export { StreamLook, type ConsumerState, type StreamState } from './streams/stream-look.js';
export { StoreClock } from './streams/store-clock.js';
export { ensureUpstreamStream, type UpstreamStreamOptions } from './streams/upstream-stream.js';
export { UpstreamConsumer } from './consumers/upstream-consumer.js';
