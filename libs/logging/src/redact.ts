/** What looks like a secret, in texts that go to the log. */
const SECRETS: readonly [RegExp, string][] = [
  [/cpast_[A-Za-z0-9_-]{20,}/g, 'cpast_[redacted]'],
  [/whsec_[A-Za-z0-9+/=_-]{16,}/g, 'whsec_[redacted]'],
  [/\$argon2\w+\$\S+/g, '[redacted hash]'],
  // Of tokens and reset links, in hex. Images and files are named `sha256:...`.
  [/(?<!sha256:|[\da-z])[\da-f]{64}(?![\da-z])/gi, '[redacted hash]'],
  [/\b(Bearer|Basic)\s+[^\s"',]+/gi, '$1 [redacted]'],
  [/\b(cpast_session|cpast_visitor)=[^\s;"',]+/g, '$1=[redacted]'],
  [/(\/password_reset\/)[A-Za-z0-9_-]+/g, '$1[redacted]'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s:/@]*:[^\s/@]+@/gi, '$1[redacted]@'],
  [
    /("?(?:password|new_password|current_password|secret|callbackSecret|token)"?\s*[:=]\s*)"[^"]*"/gi,
    '$1"[redacted]"',
  ],
];

/** A text for the log, without tokens, passwords, hashes and cookies that may have come into it. */
export function redact(text: string): string {
  return SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
}
