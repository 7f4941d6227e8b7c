// `npm start`: prepares whatever is missing, then runs the product in this process.
import { pathToFileURL } from 'node:url';
import { entryOf, prepare, runScript } from './lib/steps.mjs';

await runScript(async () => {
  // With a broker, workers are processes of their own (`npm run worker`).
  const app = process.env.RABBITMQ_URL ? 'api' : 'standalone';
  await prepare([app]);
  await import(pathToFileURL(entryOf(app)).href);
});
