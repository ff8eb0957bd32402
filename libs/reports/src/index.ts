export { newInstanceId, Reporter, REPORTED_AS, type ReportedAs } from './reporter.js';
export { maxOpenFiles } from './max-open-files.js';
