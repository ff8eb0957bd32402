// Written by `npm run generate:messages` from ../../proto/*.proto. What gRPC's reflection tells of the services.
const $protobuf = { roots: {}, Root: class { addJSON(nested) { return { nested }; } } };
$OUTPUT;

export { $root as protoDescriptors };
