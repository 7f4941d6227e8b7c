import type { Config } from '@app/config';
import { Submission, Webhook, WebhookDelivery } from '@app/database';
import { SubmissionBus } from '@app/queue';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Secrets } from '../../accounts/sessions/secrets.js';
import { ExpectedCallbacks } from '../submissions/expected-callbacks.js';
import { OUTLINE_COLUMNS, toOutline } from '../submissions/read/submission-view.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { send, type SendOutcome } from '../../platform/outgoing/send.js';
import { ownerSecret, signatureHeaders } from '../../platform/outgoing/signature.js';
import { type WebhookForm, WebhookForms } from './webhook-forms.js';

const SWEEP_EVERY_MS = 5_000;
/** A delivery that its replica did not come back from is tried again by another one after this. */
const LEASE_MS = 60_000;
/** What a failed delivery waits for before the next; then it has failed for good. */
const RETRY_DELAYS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000];
const AT_A_TIME = 16;
/** Of one owner: receivers that answer slowly must not hold up the webhooks of others. */
const AT_A_TIME_FOR_ONE = 2;
/** Of one address: visitors become as many owners as they like. */
const AT_A_TIME_FROM_ONE_ADDRESS = 8;

/** What all deliveries need of a submission; request and result may have megabytes. */
const NEEDED = { ...OUTLINE_COLUMNS, ownerId: true, addressKey: true, facade: true } as const;
type Told = Pick<Submission, keyof typeof NEEDED>;

/** One attempt, as the submission's owner sees it. */
export interface DeliveryView {
  id: string;
  attempt: number;
  startedAt: string;
  durationMs: number;
  responseStatus: number | null;
  error: string | null;
}

/**
 * Sends the callbacks of submissions that are final. Each is a row: the replica that took the submission in
 * gets the event of its end and claims the row; a sweep finds rows whose event was lost, and those that have
 * to be tried again.
 */
@Injectable()
export class Webhooks implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Webhooks.name);
  private readonly inHand = new Set<Promise<void>>();
  private readonly beingTold: Told[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopListening = () => {};

  constructor(
    private readonly database: DataSource,
    private readonly bus: SubmissionBus,
    private readonly secrets: Secrets,
    private readonly expected: ExpectedCallbacks,
    private readonly forms: WebhookForms,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhookPrivateAddresses'>,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = this.bus.onEvent((event) => {
      if (event.type === 'submission.finished' && this.expected.take(event.submissionId))
        this.start(event.submissionId);
    });
    this.timer = setInterval(() => void this.sweep(), SWEEP_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopListening();
    clearInterval(this.timer);
    await Promise.allSettled(this.inHand);
  }

  /** The secret that signs the webhooks of an owner. */
  secretOf(ownerId: string): string {
    return ownerSecret(this.secrets.webhooks, ownerId);
  }

  /** The deliveries of a submission's callback, oldest first. */
  async deliveries(submissionId: string): Promise<DeliveryView[]> {
    const rows = await this.database
      .getRepository(WebhookDelivery)
      .find({ where: { submissionId }, order: { id: 'ASC' }, take: 100 });
    return rows.map(({ id, attempt, startedAt, durationMs, responseStatus, error }) => {
      return { id, attempt, startedAt: startedAt.toISOString(), durationMs, responseStatus, error };
    });
  }

  /** Delivers everything that is due. */
  async sweep(): Promise<void> {
    try {
      const due = (await this.database.query(
        `SELECT "id" FROM (
           SELECT "id", "due", row_number() OVER (PARTITION BY "address" ORDER BY "due") AS "of_address"
           FROM (
             SELECT w."submission_id" AS "id", w."next_attempt_at" AS "due", s."address_key" AS "address",
               row_number() OVER (PARTITION BY s."owner_id" ORDER BY w."next_attempt_at") AS "of_owner"
             FROM "webhook" w JOIN "submission" s ON s."id" = w."submission_id"
             WHERE w."state" = 'waiting' AND w."next_attempt_at" <= now()
               AND s."status" IN ('finished', 'cancelled')) AS "all"
           WHERE "of_owner" <= ${AT_A_TIME_FOR_ONE}) AS "some"
         WHERE "of_address" <= ${AT_A_TIME_FROM_ONE_ADDRESS} ORDER BY "due" LIMIT ${AT_A_TIME}`,
      )) as { id: string }[];
      for (const { id } of due) this.start(id);
    } catch (error) {
      this.logger.warn(`cannot look for webhooks that are due: ${String(error)}`);
    }
  }

  private start(submissionId: string): void {
    // The sweep finds a callback that finds no place now.
    if (this.inHand.size >= AT_A_TIME) return;
    const work = this.deliver(submissionId)
      .catch((error: unknown) => this.logger.warn(`webhook of ${submissionId}: ${String(error)}`))
      .finally(() => this.inHand.delete(work));
    this.inHand.add(work);
  }

  private async deliver(submissionId: string): Promise<void> {
    const webhook = await this.claim(submissionId);
    if (!webhook) return;
    const rows = this.database.getRepository(Submission);
    const submission = await rows.findOneOrFail({ where: { id: submissionId }, select: NEEDED });
    if (!this.hasRoomFor(submission)) return this.putBack(submissionId);
    this.beingTold.push(submission);
    const form = this.forms.of(submission);
    let isDueAgain = false;
    try {
      if (form) isDueAgain = await this.tellAs(form, webhook);
      else await this.tell(webhook, submission);
    } finally {
      this.beingTold.splice(this.beingTold.indexOf(submission), 1);
    }
    if (isDueAgain) await this.deliver(submissionId);
  }

  private hasRoomFor({ ownerId, addressKey }: Told): boolean {
    const ofOwner = this.beingTold.filter((told) => told.ownerId === ownerId);
    const ofAddress = this.beingTold.filter((told) => told.addressKey === addressKey);
    return ofOwner.length < AT_A_TIME_FOR_ONE && ofAddress.length < AT_A_TIME_FROM_ONE_ADDRESS;
  }

  private async tell(webhook: Webhook, submission: Told): Promise<void> {
    const startedAt = new Date();
    const body = JSON.stringify({
      type: 'submission.finished',
      timestamp: startedAt.toISOString(),
      data: toOutline(submission),
    });
    const secret = webhook.secret ?? this.secretOf(submission.ownerId);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'cpast-webhooks',
      ...signatureHeaders(secret, submission.id, Math.floor(startedAt.getTime() / 1000), body),
    };
    const outcome = await send(webhook.url, headers, body, this.config.webhookPrivateAddresses);
    const isDelivered = outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
    await this.settle(webhook, startedAt, outcome, isDelivered, RETRY_DELAYS_MS);
  }

  /** As a facade's clients expect it. @returns whether the next try is due at once */
  private async tellAs(
    { method, timeoutMs, retryDelaysMs, bodyOf }: WebhookForm,
    webhook: Webhook,
  ): Promise<boolean> {
    const startedAt = new Date();
    const headers = { 'content-type': 'application/json' };
    const options = { method, timeoutMs };
    const whole = await this.database.getRepository(Submission).findOneByOrFail({ id: webhook.submissionId });
    const body = await bodyOf(whole);
    const outcome = await send(webhook.url, headers, body, this.config.webhookPrivateAddresses, options);
    const isDelivered = outcome.kind === 'answered';
    await this.settle(webhook, startedAt, outcome, isDelivered, retryDelaysMs);
    return outcome.kind === 'failed' && retryDelaysMs[webhook.attempts - 1] === 0;
  }

  /** Only one replica gets the row, and no other takes it while it delivers. */
  private async claim(submissionId: string): Promise<Webhook | null> {
    const [rows] = (await this.database.query(
      `UPDATE "webhook" SET "attempts" = "attempts" + 1, "next_attempt_at" = now() + $2 * interval '1 millisecond'
       WHERE "submission_id" = $1 AND "state" = 'waiting' AND "next_attempt_at" <= now()
         AND EXISTS (SELECT 1 FROM "submission" WHERE "id" = $1 AND "status" IN ('finished', 'cancelled'))
       RETURNING "url", "secret", "attempts"`,
      [submissionId, LEASE_MS],
    )) as [Pick<Webhook, 'url' | 'secret' | 'attempts'>[], number];
    return rows[0] ? ({ ...rows[0], submissionId } as Webhook) : null;
  }

  /** As if it had not been claimed; the sweep comes back to it, after those of others. */
  private async putBack(submissionId: string): Promise<void> {
    await this.database.query(
      `UPDATE "webhook" SET "attempts" = "attempts" - 1, "next_attempt_at" = now() + $2 * interval '1 millisecond'
       WHERE "submission_id" = $1 AND "state" = 'waiting'`,
      [submissionId, SWEEP_EVERY_MS],
    );
  }

  private async settle(
    { submissionId, attempts }: Webhook,
    startedAt: Date,
    outcome: SendOutcome,
    isDelivered: boolean,
    retryDelaysMs: readonly number[],
  ): Promise<void> {
    const delayMs = outcome.kind === 'forbidden' ? undefined : retryDelaysMs[attempts - 1];
    await this.database.getRepository(WebhookDelivery).insert({
      id: uuidv7({ msecs: startedAt.getTime() }),
      submissionId,
      attempt: attempts,
      startedAt,
      // How long a name was looked for would tell whether a name server inside knows it.
      durationMs: outcome.kind === 'no_address' ? 0 : Date.now() - startedAt.getTime(),
      responseStatus: outcome.kind === 'answered' ? outcome.status : null,
      error: outcome.kind === 'answered' ? (isDelivered ? null : problemOf(outcome.status)) : outcome.error,
    });
    await this.database
      .getRepository(Webhook)
      .update(
        { submissionId },
        isDelivered
          ? { state: 'delivered' }
          : delayMs === undefined
            ? { state: 'failed' }
            : { nextAttemptAt: new Date(Date.now() + delayMs) },
      );
  }
}

function problemOf(status: number): string {
  if (status >= 300 && status < 400) return `answered ${status}; redirects are not followed`;
  return `answered ${status}`;
}
