import { ApiToken } from './accounts/api-token.entity.js';
import { AuditEvent } from './accounts/audit-event.entity.js';
import { AttemptCount } from './accounts/attempt-count.entity.js';
import { PasswordReset } from './accounts/password-reset.entity.js';
import { Session } from './accounts/session.entity.js';
import { UserAccount } from './accounts/user-account.entity.js';
import { Blob, BlobChunk, BlobUse } from './blob.entity.js';
import { Suite, SuiteMade, SuiteVersion } from './suite.entity.js';
import { Share } from './share.entity.js';
import { Lease } from './lease.entity.js';
import { Submission } from './submission.entity.js';
import { UsageMinute } from './usage-minute.entity.js';
import { VaryingResult } from './varying-result.entity.js';
import { WorkerReport } from './worker.entity.js';
import { WebhookDelivery } from './webhooks/webhook-delivery.entity.js';
import { Webhook } from './webhooks/webhook.entity.js';

const ACCOUNTS = [UserAccount, ApiToken, PasswordReset, AttemptCount, AuditEvent, Session];
const WEBHOOKS = [Webhook, WebhookDelivery];

/** Every entity, for the data source. */
export const ENTITIES = [
  Submission,
  UsageMinute,
  Share,
  WorkerReport,
  Lease,
  VaryingResult,
  Blob,
  BlobChunk,
  BlobUse,
  Suite,
  SuiteVersion,
  SuiteMade,
  ...ACCOUNTS,
  ...WEBHOOKS,
];
