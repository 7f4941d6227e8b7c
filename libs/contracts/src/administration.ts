import type { TokenScope, UserRole } from './accounts.js';
import type { SubmissionKind, Verdict } from './kinds/index.js';
import type { SubmissionStatus } from './submission.js';

/** An API token as its owner sees it. Times are ISO 8601 with milliseconds. */
export interface ApiTokenView {
  id: string;
  name: string;
  scopes: TokenScope[];
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** A place where the caller is logged in. */
export interface SessionPlaceView {
  /** Names the session without being good for using it. */
  id: string;
  /** The one that asks. */
  current: boolean;
  createdAt: string | null;
  lastSeenAt: string | null;
  expiresAt: string;
  /** What the browser said it is; null: not known. */
  userAgent: string | null;
  address: string | null;
}

/** An account as admins see it. */
export interface UserAccountView {
  id: string;
  username: string;
  role: UserRole;
  disabled: boolean;
  hasPassword: boolean;
  createdAt: string;
  lastLoginAt: string | null;
}

/** The one-time link with which a user chooses a password. */
export interface ResetLinkView {
  url: string;
  expiresAt: string;
}

/** Something that was done to accounts, or with the rights of an admin. */
export interface AuditEventView {
  id: string;
  at: string;
  action: string;
  actorId: string | null;
  subject: string | null;
  address: string | null;
  detail: Record<string, unknown> | null;
}

/** A job that was given up because it kept killing its workers. */
export interface DeadLetterView {
  id: string;
  kind: SubmissionKind;
  ownerId: string;
  languages: string[];
  tries: number;
  reason: string;
  createdAt: string;
  deadLetteredAt: string;
}

/** What waits for an operator. */
export interface DeadLettersView {
  items: DeadLetterView[];
  total: number;
  /** null: the queue does not answer. */
  messagesInQueue: number | null;
  orphans: { submissionId: string | null; lastError: string | null }[] | null;
}

/** One step of `GET /admin/metrics`. Times in milliseconds; null: nothing happened in it. */
export interface MetricsPoint {
  /** When it begins. */
  at: string;
  finished: Partial<Record<Verdict, number>>;
  cancelled: number;
  created: number;
  waitMs: { p50: number; p95: number } | null;
  runMs: { p50: number; p95: number } | null;
}

/** What `GET /admin/metrics` answers: how the service does now, and how it did. */
export interface MetricsView {
  now: {
    at: string;
    waiting: { interactive: number; batch: number };
    running: number;
    slots: number;
    busy: number;
    workers: number;
    deadLetters: number;
    oldestWaitingMs: number | null;
  };
  /** Bytes that the database keeps. */
  storage: { databaseBytes: number; submissions: number } | null;
  stepMs: number;
  /** Oldest first. */
  points: MetricsPoint[];
}

/** A submission as the lists of admins show it. */
export interface AdminSubmissionRow {
  id: string;
  kind: SubmissionKind;
  status: SubmissionStatus;
  verdict: Verdict | null;
  owner: string;
  ownerId: string;
  languages: string[];
  createdAt: string;
  durationMs: number | null;
}
