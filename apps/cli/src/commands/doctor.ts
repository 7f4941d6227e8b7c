import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import type { Context } from './command.js';

/** `cpast doctor` */
export function addDoctor(program: Command, { io, end }: Context): void {
  program
    .command('doctor')
    .description('try each layer between programs and this machine, and name what is missing and the cure')
    .option('--json', 'print one JSON document instead of words')
    .action(async (options: { json?: boolean }) => {
      const [{ diagnose }, { localSettings }] = await Promise.all([
        import('../../../worker/src/doctor.js'),
        import('../engine/local-config.js'),
      ]);
      const diagnosis = await diagnose({ ...localSettings(io), PATH: io.env['PATH'] }, () => {});
      const healthy = diagnosis.kind === 'report' && diagnosis.report.healthy;
      end(healthy ? EXIT.OK : EXIT.UNAVAILABLE);
      if (options.json) return io.say(JSON.stringify(diagnosis));
      if (diagnosis.kind === 'no_runner') return io.say(`no program can be run here: ${diagnosis.reason}`);
      const { runner, isolation, checks } = diagnosis.report;
      io.say(`runner ${runner}, isolation ${isolation}`);
      for (const { id, ok, required, detail, cure } of checks) {
        io.say(`  ${ok ? 'ok     ' : required ? 'MISSING' : 'absent '}  ${id.padEnd(28)}  ${detail}`);
        if (!ok && cure) io.say(`${' '.repeat(41)}cure: ${cure}`);
      }
      io.say(healthy ? 'healthy' : 'NOT healthy: a required layer is missing');
    });
}
