export {
  AROUND_DELIVERY_BYTES,
  cutBatch,
  pickFromBatch,
  readDeliveries,
  TARGETED_HELLO_SEQ,
  TARGETED_VERSION,
  type Delivery,
  type FormerPlace,
  type Origin,
  type PacketBatch,
} from './delivery.js';
export { Downlink, encodeReply, type Framing } from './downlink.js';
export { FrameError } from './frame-error.js';
export { FrameReader } from './frame-reader.js';
export {
  EMPTY_BODY,
  encodeFrame,
  packAll,
  packedBytes,
  type Packable,
  HEADER_BYTES,
  MAX_INBOUND_BODY_BYTES,
  PROTOCOL_VERSION,
  readFrame,
  readPacketHeader,
  readFrames,
  type Frame,
} from './frame.js';
export { FIRST_APPLICATION_OPERATION, isOperation, Operation } from './operation.js';
export { textOf } from './text.js';
