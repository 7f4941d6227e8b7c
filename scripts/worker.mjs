// `npm run worker`: one more worker process for the broker named by RABBITMQ_URL.
import { pathToFileURL } from 'node:url';
import { entryOf, prepare, runScript } from './lib/steps.mjs';

await runScript(async () => {
  await prepare(['worker']);
  await import(pathToFileURL(entryOf('worker')).href);
});
