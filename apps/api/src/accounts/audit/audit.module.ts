import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';

/** The log of security events, for all modules that record some. */
@Global()
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
