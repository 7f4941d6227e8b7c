// Known holes in what the product is built of, as the registry's advisories tell them.
import { spawnSync } from 'node:child_process';
import { Cure, ROOT, say } from './steps.mjs';

/**
 * What `npm audit --json` said, as one of three answers; whatever it is not known to say is a failure.
 * @param {string} text
 * @returns {{ kind: 'clean' } | { kind: 'unanswered', reason: string } | { kind: 'found', names: string[] }}
 */
export function readAudit(text) {
  const report = JSON.parse(text);
  if (report.vulnerabilities === undefined) {
    if (typeof report.message !== 'string') throw new Error(`npm audit said something unknown: ${text}`);
    return { kind: 'unanswered', reason: report.message.split(' - ')[0] };
  }
  const names = Object.values(report.vulnerabilities)
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name }) => name);
  return names.length === 0 ? { kind: 'clean' } : { kind: 'found', names };
}

/**
 * Asks the registry about the packages that run in production. Not every registry answers; then that is said,
 * for a check that could not be made is no failure of the code.
 * @returns {boolean} whether it answered
 * @throws Cure that names the packages with an advisory of high or critical severity
 */
export function auditPackages() {
  const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (error) return notAnswered(error.message);
  const answer = readAudit(stdout);
  if (answer.kind === 'found')
    throw new Cure(`known holes in ${answer.names.join(', ')}; see: npm audit --omit=dev`);
  return answer.kind === 'clean' || notAnswered(answer.reason);
}

/** @param {string} reason */
function notAnswered(reason) {
  say(
    `the registry does not answer npm audit (${reason}), so known holes were NOT looked for; SECURITY.md says how to`,
  );
  return false;
}
