import { Injectable } from '@nestjs/common';
import { Judge0Submissions } from './judge0-submissions.js';
import { JUDGE0_LANGUAGES } from './languages.js';
import { STATUSES, type StatusId } from './settings.js';

const STATISTICS_MS = 600_000;
const DAY_MS = 86_400_000;

/**
 * How much was done, by language, status and day. Counting reads every row: an answer stands for ten minutes.
 */
@Injectable()
export class Judge0Statistics {
  private last: { until: number; answer: object } | null = null;

  constructor(private readonly submissions: Judge0Submissions) {}

  /** @param renew counts again, though the last answer is still good */
  async answer(renew: boolean): Promise<object> {
    if (!renew && this.last && this.last.until > Date.now()) return this.last.answer;
    const until = Date.now() + STATISTICS_MS;
    const answer = await this.count(until);
    this.last = { until, answer };
    return answer;
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
