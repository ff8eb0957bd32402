import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A push, once for each target that it was addressed to. `id` is a decimal string in TypeORM, a `bigint` in the ports. */
@Entity('goim_messages')
@Index('goim_messages_order', ['epoch', 'id'])
@Index('goim_messages_expiry', ['expires'], { where: 'expires IS NOT NULL' })
class MessageEntity {
  // Compared byte by byte: a language's order would cost each comparison a call, and nothing here is sorted for people.
  @PrimaryColumn('text', { primaryKeyConstraintName: 'goim_messages_pk', collation: 'C' })
  target!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_messages_pk' })
  epoch!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'goim_messages_pk' })
  id!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  time!: Date;

  @Column('integer')
  operation!: number;

  @Column('bigint', { nullable: true })
  sender!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  expires!: Date | null;

  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey!: string | null;

  // The row of a withdrawn message stays, without its body, so that a redelivered task can't bring the message back.
  @Column('boolean', { default: false })
  withdrawn!: boolean;

  @Column('bytea')
  body!: Buffer;
}

/** An incarnation of the push stream. */
@Entity('goim_epochs')
class EpochEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_epochs_pk' })
  epoch!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'first_seen' })
  firstSeen!: Date;
}

/** Every message of the partition up to `id` is stored, or in a gap. */
@Entity('goim_watermarks')
class WatermarkEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_watermarks_pk' })
  epoch!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_watermarks_pk' })
  partition!: number;

  @Column('bigint')
  id!: string;
}

/** How far the writer is in a stream of batches: up to `sequence` all are written. Each creation of the stream is one of its own. */
@Entity('goim_writer_places')
class WriterPlaceEntity {
  /** Milliseconds since 1970. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'goim_writer_places_pk' })
  stream!: string;

  @Column('bigint')
  sequence!: string;
}

/** Messages of a partition that the writer gave up, both ends included. */
@Entity('goim_gaps')
class GapEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_gaps_pk' })
  epoch!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_gaps_pk' })
  partition!: number;

  @PrimaryColumn('bigint', { name: 'from_id', primaryKeyConstraintName: 'goim_gaps_pk' })
  fromId!: string;

  @Column('bigint', { name: 'to_id' })
  toId!: string;

  @Column('text')
  reason!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}

/**
 * How far an epoch has been pruned: by age up to `prunedId`; by count as far as messages up to `countedId` ask for it, where
 * `countedBy` are kept.
 */
@Entity('goim_retention')
class RetentionEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_retention_pk' })
  epoch!: number;

  @Column('bigint', { name: 'pruned_id', default: 0 })
  prunedId!: string;

  @Column('bigint', { name: 'counted_id', default: 0 })
  countedId!: string;

  @Column('integer', { name: 'counted_by', default: 0 })
  countedBy!: number;
}

/** A target of which messages up to `id` were removed because it had too many. */
@Entity('goim_pruned')
class PrunedEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'goim_pruned_pk', collation: 'C' })
  target!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_pruned_pk' })
  epoch!: number;

  @Column('bigint')
  id!: string;
}

/** The time of a message every now and then: ids follow the time, so a search by time finds where to begin. */
@Entity('goim_time_marks')
class TimeMarkEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'goim_time_marks_pk' })
  epoch!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'goim_time_marks_pk' })
  id!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  time!: Date;
}

/** How far a member has read what was sent to it. */
@Entity('goim_read_positions')
class ReadPositionEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'goim_read_positions_pk' })
  mid!: string;

  @Column('integer')
  epoch!: number;

  @Column('bigint')
  id!: string;

  @Column('timestamptz', { name: 'read_at', default: () => 'now()' })
  readAt!: Date;
}

export const historyEntities = [
  MessageEntity,
  EpochEntity,
  WatermarkEntity,
  WriterPlaceEntity,
  GapEntity,
  RetentionEntity,
  PrunedEntity,
  TimeMarkEntity,
  ReadPositionEntity,
];
