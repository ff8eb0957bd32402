import { Module, type DynamicModule } from '@nestjs/common';
import { NodesModule } from '../nodes/nodes.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';

/** Why something did not arrive. */
@Module({})
export class ExplainModule {
  /** @param history the module of `HistoryService` */
  static forRoot(history: DynamicModule): DynamicModule {
    return {
      module: ExplainModule,
      imports: [history, NodesModule, ReceiptsModule, SessionsModule],
      controllers: [ExplainController],
      providers: [ExplainService],
    };
  }
}
