import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Page } from '../../components/page.js';
import { useAsked } from '../../hooks/use-asked.js';
import { useCalm } from '../../hooks/use-calm.js';
import { useLive } from '../../hooks/use-live.js';
import { BusiestRooms } from './busiest-rooms.js';
import { totalHeadroom } from './headroom.js';
import { Instances } from './instances.js';
import { Nodes } from './nodes.js';
import { SlowClients } from './slow-clients.js';
import { Stats } from './stats.js';

/** How many clients a node has is told by itself alone, every few seconds. */
const EVERY_MS = 5_000;
/** A whole cluster may begin at once. */
const CALM_MS = 250;

export function OverviewPage() {
  const [counts, setCounts] = useState<components['schemas']['CountsEvent']>();
  const nodes = useAsked('nodes', (signal) => answerOf(api.GET('/v1/nodes', { signal })), { every: EVERY_MS });
  const instances = useAsked('instances', (signal) => answerOf(api.GET('/v1/instances', { signal })), {
    every: EVERY_MS,
  });
  const nodesChanged = useCalm(() => {
    nodes.again();
    instances.again();
  }, CALM_MS);
  const known = { nodes: nodes.data?.nodes, instances: instances.data?.instances ?? [] };
  useLive({ counts: setCounts, node: nodesChanged });
  return (
    <Page title="Overview">
      <Stats counts={counts} headroom={known.nodes && totalHeadroom(known.nodes, known.instances)} />
      <div className="columns">
        <BusiestRooms />
        <SlowClients />
      </div>
      <Nodes nodes={nodes} instances={known.instances} />
      <Instances asked={instances} />
    </Page>
  );
}
