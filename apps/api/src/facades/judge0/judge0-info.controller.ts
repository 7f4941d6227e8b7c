import { All, Controller, Get, Header, HttpCode, Param, Post, Query, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { cpus, freemem, arch, totalmem } from 'node:os';
import { Public, Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { PYTHON, PYTHON_WHOLE, QUEUE, STATISTICS, SYSTEM } from './examples.js';
import { Judge0Error } from './judge0-error.js';
import { Judge0Filter } from './judge0.filter.js';
import { requireAuthorized } from './judge0.controller.js';
import { Judge0Submissions } from './judge0-submissions.js';
import { judge0Language, JUDGE0_LANGUAGES, oursOf, type ShownLanguage, shownLanguage } from './languages.js';
import { SETTINGS, shownStatus, STATUSES, type StatusId } from './settings.js';

/** Clients look their language ids up by it; no other is known to them. */
const VERSION = '1.13.1';
const ABOUT = {
  version: VERSION,
  homepage: 'https://github.com/judge0/judge0',
  source_code: 'https://github.com/judge0/judge0',
  maintainer: 'cpast, in the words of Judge0',
};
const ISOLATE = 'cpast runs programs in its own sandbox, not in isolate\n';
const LICENSE = 'cpast is licensed under the MIT license\n';
const STATISTICS_MS = 600_000;
const DAY_MS = 86_400_000;

/** What Judge0 tells of itself. */
@ApiTags('judge0')
@UseFilters(Judge0Filter)
@Requires('read')
@Controller('judge0')
export class Judge0InfoController {
  private statistics: { until: number; answer: object } | null = null;

  constructor(
    private readonly languages: LanguageDirectory,
    private readonly submissions: Judge0Submissions,
  ) {}

  @Public()
  @Get()
  @FacadeDocs({
    summary: 'Say that it is there',
    description: 'An empty answer, by which clients find the service.',
  })
  @HttpCode(200)
  root(): void {}

  @Get('languages')
  @FacadeDocs({
    summary: 'List the languages',
    description: 'Those that can be used here, by name.',
    answer: [PYTHON],
  })
  async active(): Promise<object[]> {
    const here = await this.languages.list();
    return JUDGE0_LANGUAGES.filter((language) => oursOf(language, here) !== null)
      .map(({ id, name }) => ({ id, name }))
      .sort(byName);
  }

  @Get('languages/all')
  @FacadeDocs({
    summary: 'List the languages, those as well that cannot be used',
    description: 'Those that cannot be used here are archived.',
    answer: [{ ...PYTHON, is_archived: false }],
  })
  async all(): Promise<object[]> {
    const here = await this.languages.list();
    return JUDGE0_LANGUAGES.map((language) => ({
      id: language.id,
      name: language.name,
      is_archived: oursOf(language, here) === null,
    })).sort(byName);
  }

  @Get('languages/:id')
  @FacadeDocs({
    summary: 'Read a language',
    description: 'With the commands that the original would use.',
    answer: PYTHON_WHOLE,
  })
  async language(@Param('id') id: string): Promise<ShownLanguage> {
    const language = /^\d{1,9}$/.test(id) ? judge0Language(Number(id)) : undefined;
    if (!language) throw new Judge0Error(404, { status: 404, error: 'Not Found' });
    return shownLanguage(language, await this.languages.list());
  }

  @Get('statuses')
  @FacadeDocs({
    summary: 'List the statuses',
    description: 'All that a submission may have.',
    answer: STATUSES.map(([id]) => shownStatus(id)),
  })
  statuses(): object[] {
    return STATUSES.map(([id]) => shownStatus(id));
  }

  @Get('config_info')
  @FacadeDocs({
    summary: 'Read the configuration',
    description: 'Its limits; times in seconds, sizes in kilobytes.',
    answer: SETTINGS,
  })
  configInfo(): object {
    return SETTINGS;
  }

  @Get('about')
  @FacadeDocs({
    summary: 'Read the version',
    description: 'Of Judge0, which clients look language ids up by.',
    answer: ABOUT,
  })
  about(): object {
    return ABOUT;
  }

  @Get('version')
  @Header('content-type', 'text/plain')
  @FacadeDocs({
    summary: 'Read the version as text',
    description: 'Of Judge0, as `about` has it.',
    answer: VERSION,
  })
  version(): string {
    return VERSION;
  }

  @Get('isolate')
  @Header('content-type', 'text/plain')
  @FacadeDocs({
    summary: 'Read the version of the sandbox',
    description: 'A sentence: the sandbox is not the one of Judge0.',
    answer: ISOLATE,
  })
  isolate(): string {
    return ISOLATE;
  }

  @Get('license')
  @Header('content-type', 'text/plain')
  @FacadeDocs({ summary: 'Read the license', description: 'A sentence.', answer: LICENSE })
  license(): string {
    return LICENSE;
  }

  @Get('system_info')
  @FacadeDocs({
    summary: 'Read about the machine',
    description: 'Its processors and memory.',
    answer: SYSTEM,
  })
  systemInfo(): Record<string, string> {
    const processors = cpus();
    const gibibytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)}Gi`;
    return {
      Architecture: arch() === 'x64' ? 'x86_64' : arch(),
      'CPU(s)': String(processors.length),
      'Model name': processors[0]?.model ?? '',
      Mem: gibibytes(totalmem()),
      'Mem available': gibibytes(freemem()),
      Swap: '0B',
    };
  }

  @Get('workers')
  @FacadeDocs({
    summary: 'Read what the workers do',
    description: 'One queue, which is all that clients know.',
    answer: [QUEUE],
  })
  workers(): object[] {
    const size = cpus().length;
    return [{ queue: 'default', size: 0, available: size, idle: size, working: 0, paused: 0, failed: 0 }];
  }

  @Get('statistics')
  @FacadeDocs({
    summary: 'Read how much was done',
    description: 'By language, status and day; made anew every ten minutes, or by `?invalidate_cache=true`.',
    answer: STATISTICS,
  })
  async statisticsOf(@Query('invalidate_cache') renew: unknown): Promise<object> {
    if (renew !== 'true' && this.statistics && this.statistics.until > Date.now())
      return this.statistics.answer;
    const until = Date.now() + STATISTICS_MS;
    const answer = await this.count(until);
    this.statistics = { until, answer };
    return answer;
  }

  @Post('authenticate')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Try a token',
    description: '200 where it is valid or none is needed, 401 else; without a body.',
  })
  authenticate(): void {}

  @Post('authorize')
  @HttpCode(200)
  @FacadeDocs({
    summary: "Try an admin's token",
    description: '200 where it is the token of an admin, 403 else; without a body.',
  })
  authorize(@CurrentCaller() caller: Caller): void {
    requireAuthorized(caller);
  }

  @All('*path')
  @ApiExcludeEndpoint()
  @HttpCode(404)
  nothing(): object {
    return { status: 404, error: 'Not Found' };
  }

  private async count(until: number): Promise<object> {
    const [counts, databaseBytes] = await Promise.all([
      this.submissions.counts(),
      this.submissions.databaseBytes(),
    ]);
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    const ofDay = (day: string) => counts.reduce((sum, row) => sum + (row.day === day ? row.count : 0), 0);
    const day = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
    const lastDays = Array.from({ length: 30 }, (_, index) => day(index + 1));
    return {
      created_at: new Date().toISOString(),
      cached_until: new Date(until).toISOString(),
      submissions: {
        total,
        today: ofDay(day(0)),
        last_30_days: Object.fromEntries(lastDays.map((date) => [date, ofDay(date)])),
      },
      languages: JUDGE0_LANGUAGES.map(({ id, name }) => ({
        language: { id, name },
        count: counts.reduce((sum, row) => sum + (row.languageId === id ? row.count : 0), 0),
      }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count),
      statuses: STATUSES.map(([id, name]) => ({
        status: { id, name },
        count: counts.reduce((sum, row) => sum + (statusOf(row) === id ? row.count : 0), 0),
      })).sort((a, b) => b.count - a.count),
      database: {
        size_pretty: `${Math.round(databaseBytes / 1024)} kB`,
        size_in_bytes: databaseBytes,
      },
    };
  }
}

/** The status without looking at outputs: what was not expected counts as accepted. */
function statusOf({ status, verdict }: { status: string; verdict: string | null }): StatusId {
  if (status === 'queued') return 1;
  if (status === 'running') return 2;
  if (verdict === 'accepted') return 3;
  if (verdict === 'time_limit_exceeded') return 5;
  if (verdict === 'compile_error') return 6;
  return verdict === null || verdict === 'internal_error' ? 13 : 11;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, 'en', { ignorePunctuation: true });
}
