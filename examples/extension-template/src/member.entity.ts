import { ApiProperty } from '@nestjs/swagger';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('members')
export class Member {
  /** Text, as PostgreSQL's bigint is in JavaScript: a number would round ids above 2^53. */
  @ApiProperty({ example: '1' })
  @PrimaryColumn('bigint')
  mid!: string;

  @ApiProperty({ description: 'Sessions that have begun and not ended', example: 1 })
  @Column('int', { default: 0 })
  sessions!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it may not say anything; null = it may' })
  @Column('text', { name: 'muted_because', nullable: true })
  mutedBecause!: string | null;
}
