import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { SHARE, SHARE_ID } from './examples.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { UuidV7ParamPipe } from '../../platform/validation/uuid-param.pipe.js';
import { CreateShareDto } from './create-share.dto.js';
import { Shares } from './shares.js';

const MALFORMED_ID = {
  code: 'invalid_request',
  detail: 'has to be a UUID of version 7',
  field: 'share_id',
} as const;
const NOT_FOUND = { code: 'share_not_found', detail: 'There is no share 0199b1c2-...' } as const;

@ApiTags('origin')
@Controller('api/v1/share')
export class SharesController {
  constructor(private readonly shares: Shares) {}

  @Post()
  @Requires('submit')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Share a program with its clex text',
    description:
      'Whoever has the id can test programs against the shared one. It is kept until nobody has asked for it for a year.',
  })
  @ApiBody({ type: CreateShareDto, examples: { share: { summary: 'A share', value: SHARE } } })
  @ApiResponse({
    status: 200,
    description: 'Shared.',
    content: { 'application/json': { example: SHARE_ID } },
  })
  @ApiProblems(
    { code: 'invalid_request', detail: 'unknown language; known here are: python', field: 'language' },
    { code: 'invalid_clex', detail: 'This group is never closed', field: 'clex' },
    {
      code: 'too_many_shares',
      detail: 'You have shared 100 programs within the last hour, as many as may be; go on in 1200 seconds.',
    },
  )
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateShareDto): Promise<{ share_id: string }> {
    return { share_id: await this.shares.create(caller, body) };
  }

  @Get(':share_id')
  @Requires('anyone')
  @ApiOperation({
    summary: 'Read a share',
    description: 'The shared program, its language and its clex text.',
  })
  @ApiResponse({
    status: 200,
    description: 'The share.',
    content: { 'application/json': { example: SHARE } },
  })
  @ApiProblems(MALFORMED_ID, NOT_FOUND)
  read(
    @Param('share_id', UuidV7ParamPipe) id: string,
  ): Promise<{ code: string; language: string; clex: string }> {
    return this.shares.get(id);
  }

  @Delete(':share_id')
  @Requires('submit')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a share',
    description:
      'For the user who shared it, and for admins. Its room is free again, and the link leads nowhere.',
  })
  @ApiResponse({ status: 204, description: 'Removed.' })
  @ApiProblems(
    { code: 'forbidden', detail: 'Only who shared it, logged in, and admins may do this.' },
    MALFORMED_ID,
    NOT_FOUND,
  )
  remove(@CurrentCaller() caller: Caller, @Param('share_id', UuidV7ParamPipe) id: string): Promise<void> {
    return this.shares.remove(id, caller);
  }
}
