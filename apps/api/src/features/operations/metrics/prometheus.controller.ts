import { metricsText } from '@app/telemetry';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public, Requires } from '../../../accounts/access/access.decorator.js';

async function answer(response: Response): Promise<void> {
  const { contentType, text } = await metricsText();
  response.setHeader('content-type', contentType);
  response.end(text);
}

/**
 * What this process tells Prometheus. For admins: a scraper brings an API token with the scope `admin`, or
 * reads it at METRICS_PORT in a private network.
 */
@ApiExcludeController()
@Requires('admin')
@Controller('metrics')
export class PrometheusController {
  @Get()
  read(@Res() response: Response): Promise<void> {
    return answer(response);
  }
}

/** The same for everybody who reaches the api: METRICS=true, behind a proxy that keeps others out. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class OpenPrometheusController {
  @Get()
  read(@Res() response: Response): Promise<void> {
    return answer(response);
  }
}
