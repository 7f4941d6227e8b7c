// `npm run doctor`: what stands between hostile programs and this machine, layer by layer, each tried out.
// Exit code 1 when a required layer is missing.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ROOT, buildApp, buildBox, checkNode, installPackages, runScript, say } from './lib/steps.mjs';

await runScript(async () => {
  checkNode();
  await installPackages();
  await buildBox();
  await buildApp('worker');
  if (existsSync('.env')) process.loadEnvFile('.env');
  const built = `${ROOT}/dist/apps/worker/apps/worker/src/doctor.js`;
  const { diagnose } = await import(pathToFileURL(built).href);
  const diagnosis = await diagnose(process.env, say);
  if (diagnosis.kind === 'no_runner') {
    console.log(`no program can be run here: ${diagnosis.reason}`);
    process.exitCode = 1;
    return;
  }
  const { report } = diagnosis;
  console.log(`runner ${report.runner}, isolation ${report.isolation}`);
  for (const { id, ok, required, detail, cure } of report.checks) {
    console.log(`  ${ok ? 'ok     ' : required ? 'MISSING' : 'absent '}  ${id.padEnd(28)}  ${detail}`);
    if (!ok && cure) console.log(`${' '.repeat(41)}cure: ${cure}`);
  }
  console.log(report.healthy ? 'healthy' : 'NOT healthy: a required layer is missing');
  process.exitCode = report.healthy ? 0 : 1;
});
