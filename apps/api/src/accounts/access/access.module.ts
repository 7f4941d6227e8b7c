import { Module } from '@nestjs/common';
import { CallerSockets } from './caller-sockets.js';

/** What a caller is, and the sockets that it loses with its rights. */
@Module({ providers: [CallerSockets], exports: [CallerSockets] })
export class AccessModule {}
