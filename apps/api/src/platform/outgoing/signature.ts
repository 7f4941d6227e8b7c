import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { isBase64 } from '../validation/texts.js';

const PREFIX = 'whsec_';
/** What Standard Webhooks says of keys. */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

/** The secret with which the webhooks of an owner are signed, as it is shown to the owner. */
export function ownerSecret(key: Buffer, ownerId: string): string {
  return PREFIX + createHmac('sha256', key).update(ownerId).digest('base64');
}

/**
 * What keeps a secret that says that it is base64 from being a key; null when nothing does. Others are their
 * own bytes.
 */
export function keyProblem(secret: string): string | null {
  if (!secret.startsWith(PREFIX)) return null;
  const { length } = keyOf(secret);
  // What cannot be read strictly, receivers would read in another way.
  if (isBase64(secret.slice(PREFIX.length)) && length >= MIN_KEY_BYTES && length <= MAX_KEY_BYTES)
    return null;
  return `has to have base64 of ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes after ${PREFIX}`;
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret);
}

/**
 * Headers that let a receiver check who sent a delivery and when.
 * @param secret `whsec_` and base64, or any other text, whose bytes are the key then
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  secret: string,
  messageId: string,
  timestampS: number,
  body: string,
): Record<string, string> {
  const webhook = new Webhook(keyOf(secret), { format: 'raw' });
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': webhook.sign(messageId, new Date(timestampS * 1_000), body),
  };
}
