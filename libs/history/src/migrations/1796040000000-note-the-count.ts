import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which `history.keepCount` messages were counted: 0 = that was not noted yet. */
export class NoteTheCount1796040000000 implements MigrationInterface {
  readonly name = 'NoteTheCount1796040000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE goim_retention ADD COLUMN counted_by integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE goim_retention DROP COLUMN counted_by');
  }
}
