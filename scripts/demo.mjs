// `npm run demo`: lets cpast find the bug in the example pair, live, in the terminal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAnswering, startProduct } from './lib/product.mjs';
import { Cure, ROOT, buildClient, prepare, runScript, say } from './lib/steps.mjs';

await runScript(async () => {
  await prepare(['standalone']);
  const running = `http://${process.env.HOST ?? '127.0.0.1'}:${process.env.PORT ?? 8000}`;
  if (await isAnswering(running)) {
    say(`using the service at ${running}`);
    return showStressJob(running);
  }
  say('starting the service ...');
  const product = await startProduct({ dataDir: process.env.DATA_DIR ?? join(ROOT, '.cpast') });
  try {
    await showStressJob(product.url);
  } finally {
    await product.stop();
  }
});

/** Submits the example and prints what happens to it until it is final. */
async function showStressJob(url) {
  const request = JSON.parse(readFileSync(join(ROOT, 'examples/max-subarray.json'), 'utf8'));
  const { Client, problemOf } = await buildClient();
  const { submissions } = new Client({ baseUrl: url });
  const { id } = await submissions.create(request).catch((error) => {
    throw new Cure(`the service refuses the example ${reasonOf(problemOf(error))}`);
  });
  console.log(`submission ${id}: ${request.iterations} inputs of ${request.generator.clex}`);
  let submission;
  for await (const news of submissions.news(id)) {
    if (news.type === 'event') printEvent(news.event);
    if (news.type === 'view') submission = news.view;
  }
  console.log(`verdict: ${submission.verdict}`);
  const failure = submission.result?.failures?.[0];
  if (submission.verdict !== 'difference_found' || !failure)
    throw new Cure('the example ended without a failing input');
  console.log(`failing input (iteration ${failure.iteration}, seed ${submission.result.seed}):`);
  const smallest = failure.shrunk ?? failure;
  console.log(indent(smallest.input));
  console.log(`expected:\n${indent(smallest.expectedOutput)}\nactual:\n${indent(smallest.actualOutput)}`);
}

/**
 * Why a request was refused, on one line: its status, and the fields that are wrong, else the problem as a
 * whole.
 */
function reasonOf({ status, title, detail, errors }) {
  const fields = errors.map(({ field, message }) => `${field}: ${message}`);
  return `(${status}): ${fields.length > 0 ? fields.join('; ') : detail || title}`;
}

function printEvent(event) {
  switch (event.type) {
    case 'submission.started':
      return console.log('started');
    case 'submission.compiled':
      return console.log(`compiled ${event.role}${event.compilation?.cached ? ' (cached)' : ''}`);
    case 'submission.progress':
      return console.log(`progress ${event.progress.done}/${event.progress.total}`);
    case 'submission.failure_found':
      return console.log(`failure found at iteration ${event.failure.iteration}`);
  }
}

function indent(text) {
  return text.replace(/^/gm, '  ').trimEnd();
}
