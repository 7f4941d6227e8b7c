import type { SessionView } from '@app/contracts';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { Requires } from '../access/access.decorator.js';
import { type Caller, CurrentCaller } from '../access/caller.js';
import { sessionView } from './session-view.js';

@ApiTags('accounts')
@Controller('api/v1/session')
export class SessionController {
  @Get()
  @Requires('anyone')
  @ApiOperation({
    summary: 'Read who is logged in',
    description: 'The account of the session or of the API token; null for visitors.',
  })
  @ApiResponse({
    status: 200,
    description: 'Who it is.',
    content: {
      'application/json': {
        example: {
          user: { id: '0199b1c2-5f00-7abc-8def-0123456789ab', username: 'ada', role: 'user' },
          mustChangePassword: false,
        },
      },
    },
  })
  @ApiProblems({ code: 'invalid_token', detail: 'The token is unknown, expired or revoked.' })
  read(@CurrentCaller() caller: Caller): SessionView {
    return sessionView(caller);
  }
}
