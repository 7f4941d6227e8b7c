import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks: 24 to 64 bytes. */
const MIN_KEY_BYTES = 24;

/** The secret with which the webhooks of an owner are signed, as it is shown to the owner. */
export function ownerSecret(key: Buffer, ownerId: string): string {
  return PREFIX + createHmac('sha256', key).update(ownerId).digest('base64');
}

/** Whether a secret that says that it is base64 is, and long enough to be a key; others are their own bytes. */
export function isUsableSecret(secret: string): boolean {
  return !secret.startsWith(PREFIX) || keyOf(secret).length >= MIN_KEY_BYTES;
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
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${messageId}.${timestampS}.${body}`)
    .digest('base64');
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1,${signature}`,
  };
}
