import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'messages',
  'epochs',
  'watermarks',
  'gaps',
  'retention',
  'pruned',
  'time_marks',
  'read_positions',
] as const;

export class CreateHistory1796000000000 implements MigrationInterface {
  readonly name = 'CreateHistory1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE goim_messages (
      target text COLLATE "C" NOT NULL,
      epoch integer NOT NULL,
      id bigint NOT NULL,
      time timestamptz(3) NOT NULL,
      operation integer NOT NULL,
      sender bigint,
      expires timestamptz(3),
      idempotency_key text,
      withdrawn boolean NOT NULL DEFAULT false,
      body bytea NOT NULL,
      CONSTRAINT goim_messages_pk PRIMARY KEY (target, epoch, id)
    )`);
    await runner.query('CREATE INDEX goim_messages_order ON goim_messages (epoch, id)');
    await runner.query('CREATE INDEX goim_messages_expiry ON goim_messages (expires) WHERE expires IS NOT NULL');
    await runner.query(`CREATE TABLE goim_epochs (
      epoch integer NOT NULL,
      first_seen timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT goim_epochs_pk PRIMARY KEY (epoch)
    )`);
    await runner.query(`CREATE TABLE goim_watermarks (
      epoch integer NOT NULL,
      partition integer NOT NULL,
      id bigint NOT NULL,
      CONSTRAINT goim_watermarks_pk PRIMARY KEY (epoch, partition)
    )`);
    await runner.query(`CREATE TABLE goim_gaps (
      epoch integer NOT NULL,
      partition integer NOT NULL,
      from_id bigint NOT NULL,
      to_id bigint NOT NULL,
      reason text NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT goim_gaps_pk PRIMARY KEY (epoch, partition, from_id)
    )`);
    await runner.query(`CREATE TABLE goim_retention (
      epoch integer NOT NULL,
      pruned_id bigint NOT NULL DEFAULT 0,
      counted_id bigint NOT NULL DEFAULT 0,
      CONSTRAINT goim_retention_pk PRIMARY KEY (epoch)
    )`);
    await runner.query(`CREATE TABLE goim_pruned (
      target text COLLATE "C" NOT NULL,
      epoch integer NOT NULL,
      id bigint NOT NULL,
      CONSTRAINT goim_pruned_pk PRIMARY KEY (target, epoch)
    )`);
    await runner.query(`CREATE TABLE goim_time_marks (
      epoch integer NOT NULL,
      id bigint NOT NULL,
      time timestamptz(3) NOT NULL,
      CONSTRAINT goim_time_marks_pk PRIMARY KEY (epoch, id)
    )`);
    await runner.query(`CREATE TABLE goim_read_positions (
      mid bigint NOT NULL,
      epoch integer NOT NULL,
      id bigint NOT NULL,
      read_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT goim_read_positions_pk PRIMARY KEY (mid)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE goim_${table}`);
  }
}
