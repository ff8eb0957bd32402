import { Body, Controller, Delete, Get, Param, ParseIntPipe, Put } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Member } from './member.entity.js';
import { MembersService } from './members.service.js';

class Mute {
  @ApiProperty({ description: 'What the member is told', example: 'mind your language' })
  reason!: string;
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
  one(@Param('mid', ParseIntPipe) mid: number): Promise<Member> {
    return this.members.one(mid);
  }

  @Put(':mid/mute')
  @ApiOperation({ summary: 'Mute a member: logic refuses what it says' })
  @ApiOkResponse({ type: Member })
  mute(@Param('mid', ParseIntPipe) mid: number, @Body() { reason }: Mute): Promise<Member> {
    return this.members.mute(mid, String(reason));
  }

  @Delete(':mid/mute')
  @ApiOperation({ summary: 'Let a member speak again' })
  @ApiOkResponse({ type: Member })
  unmute(@Param('mid', ParseIntPipe) mid: number): Promise<Member> {
    return this.members.mute(mid, null);
  }
}
