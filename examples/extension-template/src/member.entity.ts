import { ApiProperty } from '@nestjs/swagger';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** PostgreSQL's bigint is text in JavaScript; goim's members are safe integers. */
const asNumber = { from: Number, to: (mid: number) => mid };

@Entity('members')
export class Member {
  @ApiProperty({ example: 1 })
  @PrimaryColumn('bigint', { transformer: asNumber })
  mid!: number;

  @ApiProperty({ description: 'Sessions that have begun and not ended', example: 1 })
  @Column('int', { default: 0 })
  sessions!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it may not say anything; null = it may' })
  @Column('text', { name: 'muted_because', nullable: true })
  mutedBecause!: string | null;
}
