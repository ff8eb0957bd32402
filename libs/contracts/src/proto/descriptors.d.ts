/** The messages and services of `../../proto/*.proto` in the JSON that protobufjs and proto-loader read. */
export const protoDescriptors: { nested: Record<string, object> };
