import { BlobMissing, type BlobStore } from '@app/blobs';
import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Requires } from '../../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../../../accounts/access/caller.js';
import { ApiProblems } from '../../../../platform/docs/problem-response.js';
import { BLOBS } from '../../../../platform/environment/tokens.js';
import { DomainError } from '../../../../platform/problem/domain-error.js';
import { UuidParamPipe } from '../../../../platform/validation/uuid-param.pipe.js';
import { SubmissionReader } from '../submission-reader.js';
import { inlineText } from './inline-text.js';

@ApiTags('submissions')
@Requires('read')
@Controller('api/v1/submissions')
export class SubmissionBlobsController {
  constructor(
    private readonly reader: SubmissionReader,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  @Get(':id/blobs/*name')
  @ApiOperation({
    operationId: 'SubmissionsController_blob',
    summary: 'Read one text of a result, whole',
    description:
      'The exact bytes of an output or an input, however long: `stdout`, `stderr`, `tests/7/stdout`, `failures/0/input`. ' +
      'In the submission itself long texts are cut.',
  })
  @ApiParam({ name: 'name', type: String, example: 'stdout' })
  @ApiResponse({
    status: 200,
    description: 'The bytes.',
    content: { 'application/octet-stream': { example: '3\n' } },
  })
  @ApiProblems({ code: 'submission_not_found', detail: 'You have no submission 0199b1c2-...' })
  async read(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Param('name') parts: string | string[],
    @Res() response: Response,
  ): Promise<void> {
    const name = [parts].flat().join('/');
    const { blobs, result } = await this.reader.find(caller, id);
    const kept = blobs && Object.hasOwn(blobs, name) ? blobs[name]! : null;
    const inline = kept ? null : inlineText(result, name);
    if (!kept && !inline) throw missing(name);
    const content = kept ? await this.open(name, kept.hash) : Readable.from([inline!]);
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('content-disposition', 'attachment');
    response.setHeader('content-length', kept ? kept.bytes : inline!.length);
    // A client that goes away while it reads is no error of ours.
    await pipeline(content, response).catch(() => response.destroy());
  }

  private async open(name: string, hash: string): Promise<Readable> {
    try {
      return await this.blobs.open(hash);
    } catch (error) {
      if (error instanceof BlobMissing) throw missing(name);
      throw error;
    }
  }
}

function missing(name: string): DomainError {
  return new DomainError('blob_not_found', { detail: `The submission has no text ${JSON.stringify(name)}.` });
}
