import type { MigrationInterface, QueryRunner } from 'typeorm';

const TIME = 'TIMESTAMP(3) WITH TIME ZONE';

/** Who may log in, with what, what happened; whom to tell about a submission; who may read it. */
export class AccountsAndWebhooks1760000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `CREATE TABLE "user_account" (
     "id" uuid NOT NULL,
     "username" text NOT NULL,
     "role" text NOT NULL,
     "password_hash" text,
     "password_source" text NOT NULL,
     "credentials_version" integer NOT NULL DEFAULT 1,
     "disabled_at" ${TIME},
     "created_at" ${TIME} NOT NULL,
     "last_login_at" ${TIME},
     CONSTRAINT "user_account_pkey" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "user_account_username" ON "user_account" ("username")`,
  `CREATE TABLE "api_token" (
     "id" uuid NOT NULL,
     "user_id" uuid NOT NULL,
     "name" text NOT NULL,
     "scopes" text[] NOT NULL,
     "token_hash" text NOT NULL,
     "created_at" ${TIME} NOT NULL,
     "expires_at" ${TIME} NOT NULL,
     "last_used_at" ${TIME},
     "revoked_at" ${TIME},
     CONSTRAINT "api_token_pkey" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "api_token_hash" ON "api_token" ("token_hash")`,
  `CREATE INDEX "api_token_user" ON "api_token" ("user_id")`,
  `CREATE TABLE "password_reset" (
     "token_hash" text NOT NULL,
     "user_id" uuid NOT NULL,
     "expires_at" ${TIME} NOT NULL,
     CONSTRAINT "password_reset_pkey" PRIMARY KEY ("token_hash"))`,
  `CREATE INDEX "password_reset_user" ON "password_reset" ("user_id")`,
  `CREATE TABLE "login_failure" (
     "key" text NOT NULL,
     "failures" integer NOT NULL,
     "locked_until" ${TIME} NOT NULL,
     "last_at" ${TIME} NOT NULL,
     CONSTRAINT "login_failure_pkey" PRIMARY KEY ("key"))`,
  `CREATE TABLE "audit_event" (
     "id" uuid NOT NULL,
     "at" ${TIME} NOT NULL,
     "action" text NOT NULL,
     "actor_id" uuid,
     "subject" text,
     "address" text,
     "detail" json,
     CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id"))`,
  `CREATE TABLE "session" (
     "sid" text NOT NULL,
     "sess" json NOT NULL,
     "expire" TIMESTAMP(6) WITH TIME ZONE NOT NULL,
     CONSTRAINT "session_pkey" PRIMARY KEY ("sid"))`,
  `CREATE INDEX "session_expire" ON "session" ("expire")`,
  `CREATE TABLE "webhook" (
     "submission_id" uuid NOT NULL,
     "url" text NOT NULL,
     "secret" text,
     "state" text NOT NULL DEFAULT 'waiting',
     "attempts" integer NOT NULL DEFAULT 0,
     "next_attempt_at" ${TIME} NOT NULL,
     CONSTRAINT "webhook_pkey" PRIMARY KEY ("submission_id"))`,
  `CREATE INDEX "webhook_due" ON "webhook" ("next_attempt_at") WHERE "state" = 'waiting'`,
  `CREATE TABLE "webhook_delivery" (
     "id" uuid NOT NULL,
     "submission_id" uuid NOT NULL,
     "attempt" integer NOT NULL,
     "started_at" ${TIME} NOT NULL,
     "duration_ms" integer NOT NULL,
     "response_status" integer,
     "error" text,
     CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id"))`,
  `CREATE INDEX "webhook_delivery_submission" ON "webhook_delivery" ("submission_id", "id")`,
  `ALTER TABLE "submission"
     ADD "is_public" boolean NOT NULL DEFAULT false,
     ADD "usage_key" text NOT NULL DEFAULT 'anonymous'`,
  `CREATE INDEX "submission_waiting" ON "submission" ("usage_key", "priority" DESC, "id")
   WHERE "status" = 'queued' AND "published_at" IS NULL`,
  `CREATE INDEX "submission_in_flight" ON "submission" ("usage_key")
   WHERE "status" IN ('queued', 'running') AND "published_at" IS NOT NULL`,
  `CREATE INDEX "submission_usage" ON "submission" ("usage_key", "started_at")`,
];

const DOWN = [
  `DROP INDEX "submission_usage"`,
  `DROP INDEX "submission_in_flight"`,
  `DROP INDEX "submission_waiting"`,
  `ALTER TABLE "submission" DROP "usage_key", DROP "is_public"`,
  ...[
    'webhook_delivery',
    'webhook',
    'session',
    'audit_event',
    'login_failure',
    'password_reset',
    'api_token',
    'user_account',
  ].map((table) => `DROP TABLE "${table}"`),
];
