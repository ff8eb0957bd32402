import { renamed, replaced, unneeded, type GoimNames } from '#config';

/** Source: goim's internal/job/conf and example file, and those of its NATS edition. Start scripts of goim's may give all apps the flags that say where a comet stands. */
export const goimNames: GoimNames = {
  keys: [
    replaced('security.allowAnonymous', 'ops.open', 'networks that may ask for health and metrics'),
    unneeded('perf', 'see /metrics, and node --inspect'),
    unneeded('env.*', 'only a comet says where it stands'),
    unneeded('discovery.*', 'the apps find each other by NATS, see bus.servers'),
    unneeded('kafka.*', 'JetStream takes the place of Kafka, see queue'),
    unneeded('useNats', 'NATS is used in any case, see bus.servers'),
    renamed(
      'nats.brokers',
      'bus.servers',
      'a list: brokers = "nats://localhost:4222" is servers = ["nats://localhost:4222"]',
    ),
    unneeded('nats.*', 'the push queue is a stream of its own, see queue'),
    unneeded('comet.*', 'pushes to a comet go out in one stream, in order'),
    renamed('room.batch', 'roomBatch.batch'),
    renamed('room.signal', 'roomBatch.signal', "0s by default: goim's 1s delays every push of a quiet room"),
    unneeded('room.idle', 'a batch lives no longer than its pushes'),
  ],
  startUp: [{ flag: 'debug', variable: 'DEBUG', key: 'log.level', what: 'log at level debug' }],
  idleFlags: [
    { flag: 'region', value: 'sh' },
    { flag: 'zone', value: 'sh001' },
    { flag: 'deploy.env', value: 'prod' },
    { flag: 'host', value: 'NAME' },
    { flag: 'addrs', value: 'A,B' },
    { flag: 'weight', value: '10' },
    { flag: 'offline' },
  ],
};
