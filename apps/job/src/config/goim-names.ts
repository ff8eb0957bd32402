import { COMET_FLAGS, QUEUE_NAMES, renamed, replaced, unneeded, type GoimNames } from '#config';

/** Source: goim's internal/job/conf and example file, and those of its NATS edition. */
export const goimNames: GoimNames = {
  keys: [
    replaced('security.allowAnonymous', 'ops.open', 'networks that may ask for health and metrics'),
    unneeded('perf', 'see /metrics, and node --inspect'),
    unneeded('env.*', 'only a comet says where it stands'),
    unneeded('discovery.*', 'the apps find each other by NATS, see bus.servers'),
    ...QUEUE_NAMES,
    unneeded('comet.*', 'pushes to a comet go out in one stream, in order'),
    renamed('room.batch', 'roomBatch.batch'),
    renamed('room.signal', 'roomBatch.signal', "0s by default: goim's 1s delays every push of a quiet room"),
    unneeded('room.idle', 'a batch lives no longer than its pushes'),
  ],
  startUp: [{ flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' }],
  idleFlags: COMET_FLAGS,
};
