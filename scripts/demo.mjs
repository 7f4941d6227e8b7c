// `npm run demo`: lets cpast find the bug in the example pair, live, in the terminal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAnswering, startProduct } from './lib/product.mjs';
import { Cure, ROOT, prepare, runScript, say } from './lib/steps.mjs';

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
  const response = await fetch(`${url}/api/v1/submissions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (response.status !== 202)
    throw new Cure(`the service refuses the example (${response.status}): ${await reasonOf(response)}`);
  const { id } = await response.json();
  console.log(`submission ${id}: ${request.iterations} inputs of ${request.generator.clex}`);

  await follow(url, id);
  const submission = await (await fetch(`${url}/api/v1/submissions/${id}`)).json();
  console.log(`verdict: ${submission.verdict}`);
  const failure = submission.result?.failures?.[0];
  if (submission.verdict !== 'difference_found' || !failure)
    throw new Cure('the example ended without a failing input');
  console.log(`failing input (iteration ${failure.iteration}, seed ${submission.result.seed}):`);
  console.log(indent(failure.input));
  console.log(`expected:\n${indent(failure.expectedOutput)}\nactual:\n${indent(failure.actualOutput)}`);
}

/** Why a request was refused, on one line: the fields that are wrong, else the problem as a whole. */
async function reasonOf(response) {
  const problem = await response.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
  return fields.length > 0 ? fields.join('; ') : (problem.detail ?? response.statusText);
}

/** Prints live events until the submission is final. */
async function follow(url, submissionId) {
  const { io } = await import('socket.io-client');
  const socket = io(url, { transports: ['websocket'] });
  try {
    await new Promise((resolve, reject) => {
      let last = -1;
      const fresh = (event) => event.seq > last && ((last = event.seq), true);
      socket.on('submission.started', (event) => fresh(event) && console.log('started'));
      socket.on('submission.compiled', (event) => {
        if (fresh(event))
          console.log(`compiled ${event.role}${event.compilation?.cached ? ' (cached)' : ''}`);
      });
      socket.on('submission.progress', (event) => {
        if (fresh(event)) console.log(`progress ${event.progress.done}/${event.progress.total}`);
      });
      socket.on('submission.failure_found', (event) => {
        if (fresh(event)) console.log(`failure found at iteration ${event.failure.iteration}`);
      });
      socket.on('submission.finished', () => resolve());
      socket.on('connect_error', (error) => reject(new Cure(`no live connection: ${error.message}`)));
      socket.on('connect', () =>
        socket.emit('subscribe', { submissionId }, (answer) => {
          if (!answer.ok) return reject(new Cure(`cannot follow the job: ${answer.code}`));
          last = answer.snapshot.seq;
          if (['finished', 'cancelled'].includes(answer.snapshot.status)) resolve();
        }),
      );
    });
  } finally {
    socket.close();
  }
}

function indent(text) {
  return text.replace(/^/gm, '  ').trimEnd();
}
