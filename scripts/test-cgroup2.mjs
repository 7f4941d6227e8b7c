// `npm run test:cgroup2`: limits of memory with cgroup v2, in a virtual machine that has it, whatever this
// machine has.
import { ROOT, prepare, runScript } from './lib/steps.mjs';
import { quote, runInVirtualMachine } from './lib/virtual-machine.mjs';

await runScript(async () => {
  await prepare(['worker']);
  const environment = [`HOME=${process.env.HOME ?? '/'}`, `PATH=${process.env.PATH ?? ''}`];
  const vitest = [
    'node_modules/.bin/vitest',
    'run',
    '--config',
    'vitest.cgroup2.config.ts',
    '--reporter',
    'verbose',
  ];
  const words = ['env', ...environment, ...vitest, ...process.argv.slice(2)];
  process.exitCode = await runInVirtualMachine(`cd ${quote(ROOT)} && ${words.map(quote).join(' ')}`);
});
