// What a POST costs while many submissions wait: it must not depend on how many.
import { join } from 'node:path';
import { anotherNumber, judged, median, post, secondsFor } from './bench-client.mjs';
import { CPP } from './bench-limits.mjs';
import { startProduct } from './product.mjs';
import { Cure } from './steps.mjs';

const FEW = 40;
const MEASURED = 100;
const CLIENTS = 16;
const AIM = 1.2;
const SLEEPER = { language: 'c', source: '#include <unistd.h>\nint main(void) { sleep(55); return 0; }\n' };

/**
 * Prints the median time of a POST with few and with many waiting, and the ratio.
 * @param folder for data; removed by the caller
 * @param settings of the service
 * @param many how many wait in the end
 */
export async function benchWaiting(folder, settings, many) {
  const env = {
    ...settings,
    LIMIT_QUEUED_JOBS: '1000000',
    MAX_QUEUED_SUBMISSIONS: '1000000',
    WORKER_CONCURRENCY: '1',
    WORKER_LANGUAGES: 'c,cpp',
  };
  const product = await startProduct({ dataDir: join(folder, 'waiting'), env });
  const { url } = product;
  const submit = async (value, path = '/api/v1/submissions') => {
    const { status, body } = await post(url, path, value);
    if (status !== 202) throw new Cure(`a POST was answered with ${status}: ${JSON.stringify(body)}`);
  };
  const small = () => ({
    kind: 'run',
    program: { language: 'cpp', source: CPP },
    stdin: `${anotherNumber()}`,
  });
  const postMs = async () => {
    const times = [];
    await secondsFor(MEASURED, 1, async () => {
      const startedAt = performance.now();
      await submit(small());
      times.push(performance.now() - startedAt);
    });
    return median(times);
  };
  try {
    await judged(url, { ...small() });
    // They hold the only slot meanwhile.
    for (let sleeper = 0; sleeper < 20; sleeper++)
      await submit({ kind: 'run', program: SLEEPER, limits: { wallTimeLimitMs: 60_000 } });
    await secondsFor(FEW, CLIENTS, () => submit(small()));
    const few = await postMs();
    const seconds = await secondsFor(many - FEW - MEASURED, CLIENTS, () => submit(small()));
    const then = await postMs();
    const ratio = then / few;
    console.log(`\na POST while others wait, ${MEASURED} of each, medians`);
    console.log(
      `  ${FEW} waiting ${few.toFixed(1)} ms, ${many} waiting ${then.toFixed(1)} ms   ratio ${ratio.toFixed(2)}` +
        ` (aim ${AIM}); ${(many / seconds).toFixed(0)} POSTs/s in between`,
    );
  } finally {
    await product.stop();
  }
}
