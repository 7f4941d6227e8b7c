import type { Command } from 'commander';
import type { Context } from './command.js';

/** `cpast serve` */
export function addServe(program: Command, { io }: Context): void {
  program
    .command('serve')
    .description('start the whole product: web page, API and worker in one process')
    .option('-p, --port <port>', 'default: PORT, or 8000')
    .option('--host <host>', 'default: HOST, or 127.0.0.1')
    .option('--data-dir <folder>', 'default: DATA_DIR, or .cpast')
    .action(async (options: { port?: string; host?: string; dataDir?: string }) => {
      const { startService } = await import('../service.js');
      await startService({
        ...io.env,
        ...(options.port !== undefined && { PORT: options.port }),
        ...(options.host !== undefined && { HOST: options.host }),
        ...(options.dataDir !== undefined && { DATA_DIR: options.dataDir }),
      });
    });
}
