import { Module } from '@nestjs/common';
import { ClientModule } from '../client/client.module.js';
import { InboundModule } from '../inbound/inbound.module.js';
import { NodeRegistration } from './node-registration.js';
import { OnlineCounts } from './online-counts.js';

/** What this comet says of itself, and asks of the cluster. */
@Module({
  imports: [InboundModule, ClientModule],
  providers: [NodeRegistration, OnlineCounts],
  exports: [NodeRegistration],
})
export class NodeModule {}
