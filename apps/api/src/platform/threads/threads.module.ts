import { Global, Module } from '@nestjs/common';
import { ThreadPool } from './thread-pool.js';

/** Threads for what must not hold up the event loop. */
@Global()
@Module({ providers: [ThreadPool], exports: [ThreadPool] })
export class ThreadsModule {}
