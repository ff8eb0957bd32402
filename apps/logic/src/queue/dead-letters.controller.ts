import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#callers/nest';
import { Audited } from '../callers/audited.js';
import { CalledBy } from '../callers/caller.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { Discarded, LetterList, LetterPath, LettersQuery, LetterView, PushedAgain } from './dead-letters.schema.js';
import { DeadLettersService } from './dead-letters.service.js';

/** Pushes that were given up. */
@ApiTags('operations')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'DeadLettersController_list', summary: 'What was given up after its last try' })
  @ApiOkResponse({ standardSchema: LetterList, description: 'The newest first; without bodies of more than 4 KiB' })
  @ApiProblems({ 400: 'A parameter is wrong', 503: 'JetStream did not answer; retry is safe' })
  list(@Query({ schema: LettersQuery }) query: LettersQuery): Promise<LetterList> {
    return this.letters.list(query);
  }

  @Get(':id')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'DeadLettersController_one', summary: 'One of them, with all of its body' })
  @ApiOkResponse({ standardSchema: LetterView, description: 'Why it was given up, and whom it was for' })
  @ApiProblems({
    400: 'The id can be none',
    404: 'There is no such dead letter',
    503: 'JetStream did not answer; retry is safe',
  })
  one(@Param({ schema: LetterPath }) { id }: LetterPath): Promise<LetterView> {
    return this.letters.one(id);
  }

  @Post(':id/push')
  @NeedsScope('admin')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'DeadLettersController_pushAgain',
    summary: 'Push it again: the same content for the same recipients, those that got it before included',
    description: 'The limits of the key count, as for any push',
  })
  @ApiAcceptedResponse({
    standardSchema: PushedAgain,
    description: 'The queue holds it, and the dead letter is gone. Asked twice within 2 minutes, it is stored once',
  })
  @ApiProblems({
    400: 'The id can be none, or it is longer than NATS takes now',
    404: 'There is no such dead letter',
    409: 'It is no push, its ttl is over, or the push queue has its partition no more',
    429: 'The key pushes more often than it may; Retry-After says when to come back',
    503: 'The queue, or the stream of dead letters, did not confirm; retry within 2 minutes is safe',
  })
  @Audited('dead-letter-pushed')
  pushAgain(@Param({ schema: LetterPath }) { id }: LetterPath, @CalledBy() caller: Caller): Promise<PushedAgain> {
    return this.letters.pushAgain(id, caller);
  }

  @Delete(':id')
  @NeedsScope('admin')
  @ApiOperation({ operationId: 'DeadLettersController_discard', summary: 'Discard it: nobody gets it any more' })
  @ApiOkResponse({ standardSchema: Discarded, description: 'It is gone' })
  @ApiProblems({
    400: 'The id can be none',
    404: 'There is no such dead letter',
    503: 'JetStream did not answer; retry is safe',
  })
  @Audited('dead-letter-discarded')
  discard(@Param({ schema: LetterPath }) { id }: LetterPath): Promise<Discarded> {
    return this.letters.discard(id);
  }
}
