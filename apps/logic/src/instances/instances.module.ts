import { Module } from '@nestjs/common';
import { NodesModule } from '../nodes/nodes.module.js';
import { InstanceTable } from './instance-table.js';
import { InstancesController } from './instances.controller.js';
import { InstancesService } from './instances.service.js';

/** With what the stats keep of each: 14 MB. */
const MAX_INSTANCES = 512;

/** The processes of the system, as they report of themselves. */
@Module({
  imports: [NodesModule],
  controllers: [InstancesController],
  providers: [InstancesService, { provide: InstanceTable, useFactory: () => new InstanceTable(MAX_INSTANCES) }],
  exports: [InstanceTable],
})
export class InstancesModule {}
