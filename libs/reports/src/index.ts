export { newInstanceId } from './instance-id.js';
export { maxOpenFiles } from './max-open-files.js';
export { Reporter, REPORTED_AS, type ReportedAs } from './reporter.js';
