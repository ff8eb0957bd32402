import { BadRequestException, Body, Controller, Delete, Get, Param, Put, type PipeTransform } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { midOf, type Mid } from 'goim-nest/extension';
import { Member } from './member.entity.js';
import { MembersService } from './members.service.js';

class Mute {
  @ApiProperty({ description: 'What the member is told', example: 'mind your language' })
  reason!: string;
}

class ParseMidPipe implements PipeTransform<string, Mid> {
  transform(text: string): Mid {
    const mid = midOf(text);
    if (mid === undefined) throw new BadRequestException("expected a member's id");
    return mid;
  }
}

class ParseMutePipe implements PipeTransform<Partial<Mute> | null | undefined, Mute> {
  transform(body: Partial<Mute> | null | undefined): Mute {
    const reason = body?.reason;
    if (typeof reason !== 'string') throw new BadRequestException('reason: expected a text');
    return { reason };
  }
}

/** Served by logic beside its own HTTP API, and shown at /docs. */
@ApiTags('members')
@Controller('members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get(':mid')
  @ApiOperation({ summary: 'What is known of a member' })
  @ApiOkResponse({ type: Member })
  @ApiNotFoundResponse({ description: 'It never connected, and was never muted' })
  one(@Param('mid', ParseMidPipe) mid: Mid): Promise<Member> {
    return this.members.one(mid);
  }

  @Put(':mid/mute')
  @ApiOperation({ summary: 'Mute a member: logic refuses what it says' })
  @ApiOkResponse({ type: Member })
  @ApiBadRequestResponse({ description: 'There is no reason' })
  mute(@Param('mid', ParseMidPipe) mid: Mid, @Body(ParseMutePipe) { reason }: Mute): Promise<Member> {
    return this.members.mute(mid, reason);
  }

  @Delete(':mid/mute')
  @ApiOperation({ summary: 'Let a member speak again' })
  @ApiOkResponse({ type: Member })
  unmute(@Param('mid', ParseMidPipe) mid: Mid): Promise<Member> {
    return this.members.mute(mid, null);
  }
}
