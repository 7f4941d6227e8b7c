import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Large bytes by their content, and suites of tests with their versions. */
export class BlobsAndSuites1760000700000 implements MigrationInterface {
  readonly name = 'BlobsAndSuites1760000700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `CREATE TABLE "blob" (
    "hash" text PRIMARY KEY,
    "bytes" bigint NOT NULL,
    "stored_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE "blob_chunk" (
    "hash" text NOT NULL,
    "index" integer NOT NULL,
    "content" bytea NOT NULL,
    PRIMARY KEY ("hash", "index")
  )`,
  // Tests and outputs hardly shrink any further, and are read in pieces.
  `ALTER TABLE "blob_chunk" ALTER COLUMN "content" SET STORAGE EXTERNAL`,
  `CREATE TABLE "blob_use" ("owner" text NOT NULL, "hash" text NOT NULL, PRIMARY KEY ("owner", "hash"))`,
  `CREATE INDEX "blob_use_hash" ON "blob_use" ("hash")`,
  `CREATE TABLE "suite" (
    "id" uuid PRIMARY KEY,
    "owner_id" text NOT NULL,
    "visibility" text NOT NULL,
    "version" integer NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    "updated_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL
  )`,
  `CREATE INDEX "suite_owner" ON "suite" ("owner_id", "id")`,
  `CREATE INDEX "suite_public" ON "suite" ("visibility", "id") WHERE "visibility" <> 'private'`,
  `CREATE TABLE "suite_version" (
    "suite_id" uuid NOT NULL,
    "version" integer NOT NULL,
    "name" text NOT NULL,
    "format" text NOT NULL,
    "problem" json NOT NULL,
    "verification" json,
    "test_count" integer NOT NULL,
    "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    PRIMARY KEY ("suite_id", "version")
  )`,
  `CREATE TABLE "suite_made" (
    "suite_id" uuid NOT NULL,
    "version" integer NOT NULL,
    "test_index" integer NOT NULL,
    "part" text NOT NULL,
    "hash" text NOT NULL,
    "bytes" bigint NOT NULL,
    PRIMARY KEY ("suite_id", "version", "test_index", "part")
  )`,
];

const DOWN = ['suite_made', 'suite_version', 'suite', 'blob_use', 'blob_chunk', 'blob'].map(
  (table) => `DROP TABLE "${table}"`,
);
