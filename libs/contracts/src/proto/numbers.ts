import protobuf from 'protobufjs/minimal.js';

// Without Long, protobufjs reads 64-bit fields as numbers. Member ids above 2^53 - 1 are refused at the edge, and the
// durations fit. It has to be set before the generated messages are loaded.
protobuf.util.Long = undefined as never;
protobuf.configure();
