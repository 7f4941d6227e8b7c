import type { ConfigProblem } from './config.js';

/** Of `.env.example`. */
const EXAMPLE_SESSION_SECRET = 'at-least-sixteen-characters';
const EXAMPLE_DATABASE_PASSWORD = 'password';
/**
 * The account that every RabbitMQ is born with; by default it may log in from the broker's own machine only.
 */
const RABBITMQ_DEFAULT_PASSWORD = 'guest';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

interface Secrets {
  SESSION_SECRET?: string | undefined;
  DATABASE_URL?: string | undefined;
  RABBITMQ_URL?: string | undefined;
}

/** Secrets that everybody can read in our documentation, or in that of a service, and so protect nothing. */
export function knownSecrets({ SESSION_SECRET, DATABASE_URL, RABBITMQ_URL }: Secrets): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const refuse = (variable: keyof Secrets, what: string) =>
    problems.push({ variable, message: `${what}, which everybody knows; choose another for production` });
  if (SESSION_SECRET === EXAMPLE_SESSION_SECRET)
    refuse('SESSION_SECRET', 'this is the example of .env.example');
  if (DATABASE_URL !== undefined && new URL(DATABASE_URL).password === EXAMPLE_DATABASE_PASSWORD)
    refuse('DATABASE_URL', 'its password is the example of .env.example');
  if (RABBITMQ_URL !== undefined) {
    const { hostname, password } = new URL(RABBITMQ_URL);
    if (password === RABBITMQ_DEFAULT_PASSWORD && !LOOPBACK.test(hostname))
      refuse('RABBITMQ_URL', "its password is RabbitMQ's default");
  }
  return problems;
}
