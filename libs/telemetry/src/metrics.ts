import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds: from what a cached answer takes to what a long job takes. */
const SHORT = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LONG = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/**
 * What this process reports of its work, in the words of Prometheus (seconds, totals). Values of labels come
 * from tables of ours (kinds, verdicts, languages), never from a request: a caller can neither invent one nor
 * make their number grow. docs/operations.md says what each figure means.
 */
export const registry = new Registry();
const registers = [registry];

export const metrics = {
  queueWait: new Histogram({
    name: 'cpast_queue_wait_seconds',
    help: 'From the POST of a job to the beginning of its first try.',
    labelNames: ['kind'],
    buckets: LONG,
    registers,
  }),
  compile: new Histogram({
    name: 'cpast_compile_seconds',
    help: 'Compiling a program, or finding it in the cache.',
    labelNames: ['language', 'cache'],
    buckets: SHORT,
    registers,
  }),
  boxStart: new Histogram({
    name: 'cpast_box_start_seconds',
    help: 'From wanting a box to its being ready, as its job sees it.',
    buckets: SHORT,
    registers,
  }),
  run: new Histogram({
    name: 'cpast_run_seconds',
    help: 'One batch of runs of a program.',
    labelNames: ['kind'],
    buckets: LONG,
    registers,
  }),
  job: new Histogram({
    name: 'cpast_job_seconds',
    help: 'One try of a job, from its claim to its stored outcome.',
    labelNames: ['kind', 'verdict'],
    buckets: LONG,
    registers,
  }),
  store: new Histogram({
    name: 'cpast_store_seconds',
    help: 'Storing the outcome of a job.',
    buckets: SHORT,
    registers,
  }),
  answer: new Histogram({
    name: 'cpast_answer_seconds',
    help: 'From a request that waits for its job to its answer.',
    labelNames: ['kind', 'final'],
    buckets: LONG,
    registers,
  }),
  boxes: new Counter({
    name: 'cpast_boxes_total',
    help: 'Boxes: made, used (from those made ahead, or made on demand), replaced because they died.',
    labelNames: ['what'],
    registers,
  }),
  results: new Counter({
    name: 'cpast_known_results_total',
    help: 'Looks for the result of the same work done before.',
    labelNames: ['found'],
    registers,
  }),
  longestHold: new Gauge({
    name: 'cpast_event_loop_longest_hold_seconds',
    help: 'The longest time for which the event loop of this process was held up since its start.',
    registers,
  }),
  holds: new Gauge({
    name: 'cpast_event_loop_holds',
    help: 'Intervals of five seconds in which the event loop was held up for more than half a second.',
    registers,
  }),
};

/** Slots of this worker, read at each request for figures. */
export function readSlots(read: () => { all: number; busy: number }): void {
  registry.removeSingleMetric('cpast_slots');
  new Gauge({
    name: 'cpast_slots',
    help: 'Slots of this worker: all of them, and those in use.',
    labelNames: ['state'],
    registers,
    collect() {
      const { all, busy } = read();
      this.set({ state: 'all' }, all);
      this.set({ state: 'busy' }, busy);
    },
  });
}

let isCollecting = false;

/** Everything as text, with what Node.js reports of itself: memory, loop delay, garbage collection. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  if (!isCollecting) collectDefaultMetrics({ register: registry });
  isCollecting = true;
  return { contentType: registry.contentType, text: await registry.metrics() };
}

/** Observes how long `work` takes, in seconds, however it ends. */
export async function timed<T>(observe: (seconds: number) => void, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    observe((performance.now() - startedAt) / 1_000);
  }
}
