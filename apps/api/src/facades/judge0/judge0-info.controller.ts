import { All, Controller, Get, Header, HttpCode, Param, Post, UseFilters } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { cpus, freemem, arch, totalmem } from 'node:os';
import { Public, Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { Judge0Error } from './judge0-error.js';
import { Judge0Filter } from './judge0.filter.js';
import { requireAuthorized } from './judge0.controller.js';
import { Judge0Submissions } from './judge0-submissions.js';
import { judge0Language, JUDGE0_LANGUAGES, oursOf, type ShownLanguage, shownLanguage } from './languages.js';
import { SETTINGS, shownStatus, STATUSES, type StatusId } from './settings.js';

/** Clients look their language ids up by it; no other is known to them. */
const VERSION = '1.13.1';
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
  @ApiOperation({ summary: 'Say that it is there' })
  @HttpCode(200)
  root(): void {}

  @Get('languages')
  @ApiOperation({ summary: 'List the languages' })
  async active(): Promise<object[]> {
    const here = await this.languages.list();
    return JUDGE0_LANGUAGES.filter((language) => oursOf(language, here) !== null)
      .map(({ id, name }) => ({ id, name }))
      .sort(byName);
  }

  @Get('languages/all')
  @ApiOperation({ summary: 'List the languages, those as well that cannot be used' })
  async all(): Promise<object[]> {
    const here = await this.languages.list();
    return JUDGE0_LANGUAGES.map((language) => ({
      id: language.id,
      name: language.name,
      is_archived: oursOf(language, here) === null,
    })).sort(byName);
  }

  @Get('languages/:id')
  @ApiOperation({ summary: 'Read a language' })
  async language(@Param('id') id: string): Promise<ShownLanguage> {
    const language = /^\d{1,9}$/.test(id) ? judge0Language(Number(id)) : undefined;
    if (!language) throw new Judge0Error(404, { status: 404, error: 'Not Found' });
    return shownLanguage(language, await this.languages.list());
  }

  @Get('statuses')
  @ApiOperation({ summary: 'List the statuses' })
  statuses(): object[] {
    return STATUSES.map(([id]) => shownStatus(id));
  }

  @Get('config_info')
  @ApiOperation({ summary: 'Read the configuration' })
  configInfo(): object {
    return SETTINGS;
  }

  @Get('about')
  @ApiOperation({ summary: 'Read the version' })
  about(): object {
    return {
      version: VERSION,
      homepage: 'https://github.com/judge0/judge0',
      source_code: 'https://github.com/judge0/judge0',
      maintainer: 'cpast, in the words of Judge0',
    };
  }

  @Get('version')
  @Header('content-type', 'text/plain')
  @ApiOperation({ summary: 'Read the version as text' })
  version(): string {
    return VERSION;
  }

  @Get('isolate')
  @Header('content-type', 'text/plain')
  @ApiOperation({ summary: 'Read the version of the sandbox' })
  isolate(): string {
    return 'cpast runs programs in its own sandbox, not in isolate\n';
  }

  @Get('license')
  @Header('content-type', 'text/plain')
  @ApiOperation({ summary: 'Read the license' })
  license(): string {
    return 'cpast is licensed under the MIT license\n';
  }

  @Get('system_info')
  @ApiOperation({ summary: 'Read about the machine' })
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
  @ApiOperation({ summary: 'Read what the workers do' })
  workers(): object[] {
    const size = cpus().length;
    return [{ queue: 'default', size: 0, available: size, idle: size, working: 0, paused: 0, failed: 0 }];
  }

  @Get('statistics')
  @ApiOperation({ summary: 'Read how much was done' })
  async statisticsOf(): Promise<object> {
    if (this.statistics && this.statistics.until > Date.now()) return this.statistics.answer;
    const until = Date.now() + STATISTICS_MS;
    const answer = await this.count(until);
    this.statistics = { until, answer };
    return answer;
  }

  @Post('authenticate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Try a token' })
  authenticate(): void {}

  @Post('authorize')
  @HttpCode(200)
  @ApiOperation({ summary: "Try an admin's token" })
  authorize(@CurrentCaller() caller: Caller): void {
    requireAuthorized(caller);
  }

  @All('*path')
  @HttpCode(404)
  nothing(): object {
    return { status: 404, error: 'Not Found' };
  }

  private async count(until: number): Promise<object> {
    const counts = await this.submissions.counts();
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
      database: { size_pretty: '0 bytes', size_in_bytes: 0 },
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
