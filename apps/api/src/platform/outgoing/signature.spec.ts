import { describe, expect, it } from 'vitest';
import { callbackSecretProblem } from './callback-url.js';
import { ownerSecret, signatureHeaders } from './signature.js';

const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString('base64')}`;

describe('a secret that signs webhooks', () => {
  it.each([
    ofBytes(24),
    ofBytes(32),
    ofBytes(64),
    ownerSecret(Buffer.from('key'), 'user:x'),
    'sixteen letters.',
    'x'.repeat(256),
  ])('may be %s', (secret) => expect(callbackSecretProblem(secret)).toBeNull());

  it.each([
    ['whsec_', '16 to 256 characters'],
    [ofBytes(23), 'base64 of 24 to 64 bytes'],
    [ofBytes(65), 'base64 of 24 to 64 bytes'],
    [`whsec_${'-_'.repeat(22)}`, 'base64'],
    [ofBytes(25).replace(/=+$/, ''), 'base64'],
    [`${ofBytes(24)} `, 'base64'],
    ['fifteen letters', '16 to 256 characters'],
    ['x'.repeat(257), '16 to 256 characters'],
    [`sixteen letters\0`, 'NUL'],
    [7, 'string'],
    [null, 'string'],
  ])('may not be %j', (secret, reason) => expect(callbackSecretProblem(secret)).toContain(reason));
});

it('a signature is the one of the standard', () => {
  // The example of its reference libraries.
  const headers = signatureHeaders(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330,
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});
