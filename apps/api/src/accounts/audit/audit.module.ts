import { Global, Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';

/** The log of security events, for everybody who makes some. */
@Global()
@Module({ providers: [AuditService], exports: [AuditService] })
export class AuditModule {}
