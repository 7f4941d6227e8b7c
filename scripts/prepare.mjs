// `npm run build`: everything that `npm start`, `npm run worker` and the tests need, without running any of
// it.
import { prepare, runScript } from './lib/steps.mjs';

await runScript(() => prepare(['standalone', 'api', 'worker', 'cli']));
