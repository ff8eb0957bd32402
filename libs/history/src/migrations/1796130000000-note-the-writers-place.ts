import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which the writer notices that the database has lost what was written. */
export class NoteTheWritersPlace1796130000000 implements MigrationInterface {
  readonly name = 'NoteTheWritersPlace1796130000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE goim_writer_places (
      stream bigint NOT NULL,
      sequence bigint NOT NULL,
      CONSTRAINT goim_writer_places_pk PRIMARY KEY (stream)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE goim_writer_places');
  }
}
