import { metricsText } from '@app/telemetry';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Requires } from '../../../accounts/access/access.decorator.js';

/**
 * What this process tells Prometheus. For admins: a scraper brings an API token with the scope `admin`, or reads it at
 * METRICS_PORT in a private network.
 */
@ApiExcludeController()
@Requires('admin')
@Controller('metrics')
export class PrometheusController {
  @Get()
  async read(@Res() response: Response): Promise<void> {
    const { contentType, text } = await metricsText();
    response.setHeader('content-type', contentType);
    response.end(text);
  }
}
