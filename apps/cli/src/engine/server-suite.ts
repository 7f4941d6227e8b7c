import type { Program, SuiteView, VerifiedSolution } from '@app/contracts';
import { pause, type Client } from '@app/client';
import type { Engine, Outcome, Watcher } from './engine.js';
import type { OpenSuite, Verified } from './suite.js';

/** How long one request waits for the report, in seconds; the next one goes on. */
const WAIT_SECONDS = 30;
const ASK_AGAIN_MS = 1_000;

/** A package that was uploaded to a service as a suite, for one command. */
export class ServerSuite implements OpenSuite {
  constructor(
    private readonly service: Pick<Engine, 'perform'> & {
      readonly client: Client;
      asked<T>(answer: Promise<T>, signal: AbortSignal): Promise<T>;
    },
    private readonly view: SuiteView,
  ) {}

  get name(): string {
    return this.view.name;
  }
  get format(): string {
    return this.view.format;
  }
  get tests(): number {
    return this.view.tests;
  }
  get warnings(): readonly string[] {
    return this.view.warnings;
  }

  judge(program: Program, watcher: Watcher, signal: AbortSignal): Promise<Outcome> {
    const kind = this.view.interactive ? 'interact' : 'judge';
    return this.service.perform({ kind, program, suiteId: this.view.id }, watcher, signal);
  }

  async verify(told: (solution: VerifiedSolution) => void, signal: AbortSignal): Promise<Verified> {
    const { suites } = this.service.client;
    const known = new Set<string>();
    for (
      let report = await this.service.asked(suites.verify(this.view.id, WAIT_SECONDS, signal), signal);
      ;
      report = await this.service.asked(suites.verification(this.view.id, signal), signal)
    ) {
      const { solutions, warnings } = report;
      for (const solution of solutions) {
        const isKnown = solution.agrees !== null || solution.expected.ignored;
        if (!isKnown || known.has(solution.path)) continue;
        known.add(solution.path);
        told(solution);
      }
      if (known.size === solutions.length) return { agrees: report.agrees !== false, solutions, warnings };
      await pause(ASK_AGAIN_MS, signal);
    }
  }

  async close(): Promise<void> {
    await this.service.client.suites.remove(this.view.id).catch(() => {});
  }
}
