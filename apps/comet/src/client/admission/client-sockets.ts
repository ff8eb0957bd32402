import type { LiveConfig } from '#config';
import { filesKeptBack, SocketPlaces } from '#limits';
import type { CometConfig } from '../../config/comet.config.js';

/** Connections, and sockets by HTTP, which are counted besides. */
const KINDS = 2;
/** Half of the files are for others than those by HTTP. */
const PART_OF_HTTP = 1 / 2;
/** Of the files that are kept back: so many sockets more than there are places are told why they are refused. */
const PART_OF_REFUSED = 1 / 2;

/** The sockets of all ports for clients: those of connections, of those that are none yet, and those by HTTP. */
export class ClientSockets extends SocketPlaces {
  readonly byHttp: SocketPlaces;

  /** @param openFiles that the process may have; Infinity where there is no limit */
  constructor(config: LiveConfig<CometConfig>, openFiles: number) {
    const { trusted, proxyProtocol } = config.current.proxies;
    const proxies = [...trusted, ...proxyProtocol];
    const keptBack = filesKeptBack(openFiles);
    const most = openFiles - Math.floor(keptBack * PART_OF_REFUSED);
    super(
      config.select(({ connection }) => ({ most, ofAddress: KINDS * connection.maxPerAddress })),
      proxies,
    );
    const mostByHttp = (openFiles - keptBack) * PART_OF_HTTP;
    this.byHttp = new SocketPlaces(
      config.select(({ connection }) => ({ most: mostByHttp, ofAddress: connection.maxPerAddress })),
      proxies,
      this,
    );
  }
}
