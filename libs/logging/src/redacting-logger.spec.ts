import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { RedactingLogger } from './redacting-logger.js';

const TOKEN = `cpast_${'a'.repeat(43)}`;
const HASH = '0123456789abcdef'.repeat(4);

describe.each([true, false])('the log of a process (json: %s)', (json) => {
  let written: string;
  const logger = new Logger('Somewhere');
  beforeEach(() => {
    written = '';
    Logger.overrideLogger(new RedactingLogger({ json, write: (line) => (written += line) }));
  });
  afterAll(() => Logger.overrideLogger(new Logger()));

  it('has no secret, whatever is logged', () => {
    const failure = Object.assign(
      new Error(`no such token ${TOKEN}`, { cause: new Error(`Bearer ${TOKEN}`) }),
      {
        query: 'SELECT * FROM "api_token" WHERE "token_hash" = $1',
        parameters: [HASH],
      },
    );
    logger.warn(`login with {"password":"hunter2hunter2"}`);
    logger.error(failure);
    logger.error('it failed', `Error: ${TOKEN}\n    at run (file.ts:3:7)`);
    logger.fatal({ cookie: `cpast_session=s%3A${HASH}`, hash: HASH });
    expect(written.match(/redacted/g)!.length).toBeGreaterThanOrEqual(5);
    expect(written).toContain('no such token');
    expect(written).toContain('file.ts:3:7');
    expect(written).not.toMatch(/aaaa|hunter2|0123456789abcdef|SELECT/);
  });

  it.each([
    ['error', ['lost']],
    ['warn', ['lost', 'late']],
    ['info', ['lost', 'late', 'all is well']],
    ['debug', ['lost', 'late', 'all is well', 'very well', 'Mapped {/}']],
  ] as const)('has what is at least as serious as its level: %s', (level, texts) => {
    Logger.overrideLogger(new RedactingLogger({ json, level, write: (line) => (written += line) }));
    logger.error('lost');
    logger.warn('late');
    logger.log('all is well');
    logger.debug('very well');
    new Logger('RouterExplorer').log('Mapped {/}');
    expect(written.trimEnd().split('\n')).toEqual(
      texts.map((text) => expect.stringContaining(text) as string),
    );
  });
});

it('has in production one object a line, with level, time and context', () => {
  let written = '';
  Logger.overrideLogger(new RedactingLogger({ json: true, write: (line) => (written += line) }));
  new Logger('Somewhere').warn('two\nlines');
  new Logger().error('alone');
  Logger.overrideLogger(new Logger());
  const lines = written.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 'warn', time: expect.any(String), context: 'Somewhere', message: 'two\nlines' },
    { level: 'error', time: expect.any(String), message: 'alone' },
  ]);
  expect(Date.parse((JSON.parse(lines[0]!) as { time: string }).time)).toBeGreaterThan(0);
});

it('has elsewhere lines for people', () => {
  let written = '';
  Logger.overrideLogger(new RedactingLogger({ json: false, write: (line) => (written += line) }));
  new Logger('Somewhere').warn('it rains');
  Logger.overrideLogger(new Logger());
  expect(written).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z WARN \[Somewhere\] it rains\n$/);
});
