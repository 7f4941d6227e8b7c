import type { SuiteSummary, VerificationReport } from '@app/contracts';
import type { Config } from '@app/config';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { StorageWatch } from '../../platform/environment/storage-watch.js';
import { isMultipart } from '../../platform/http/bodies/read-bodies.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { invalidField } from '../../platform/problem/domain-error.js';
import { UuidV7ParamPipe } from '../../platform/validation/uuid-param.pipe.js';
import { JudgeTestDto } from '../submissions/create/dto/judge-test.dto.js';
import { TestedBodyPipe } from '../submissions/create/tested-body.pipe.js';
import { SuiteRows } from '../suite-store/suite-rows.js';
import {
  FailureOfJobDto,
  SuiteDto,
  SuiteOfFailuresDto,
  SuitePublicDto,
  VerifyQueryDto,
} from './dto/suite.dto.js';
import {
  ADDED_TEST,
  EXAMPLE_SUITE,
  FOUND_SUITE,
  LISTED_SUITE,
  SUITE_OF_FAILURES,
  VERIFICATION,
} from './examples.js';
import { type Imported, Imports } from './imports.js';
import { withUpload } from './package-upload.js';
import { toSummary, toView } from './suite-view.js';
import { Suites } from './suites.js';
import { Validation } from './validators.js';
import { Verification } from './verification.js';

const MOST_LISTED = 200;
const DEFAULT_VERIFY_WAIT_SECONDS = 60;
const NOT_FOUND = {
  code: 'suite_not_found',
  detail: 'There is no suite 0199b1c2-..., or it is private.',
} as const;
const NOT_YOURS = { code: 'forbidden', detail: 'Only who made the suite, and admins, may do this.' } as const;
const BROKEN = {
  code: 'invalid_request',
  detail: 'package: two tests have the name 1',
  field: 'package',
} as const;

@ApiTags('suites')
@Controller('api/v1/suites')
export class SuitesController {
  private readonly pipe = new TestedBodyPipe();

  constructor(
    private readonly suites: Suites,
    private readonly rows: SuiteRows,
    private readonly imports: Imports,
    private readonly verification: Verification,
    private readonly validation: Validation,
    private readonly storage: StorageWatch,
    @Inject(CONFIG) private readonly config: Pick<Config, 'maxPackageBytes'>,
  ) {}

  @Post()
  @Requires('submit')
  @ApiOperation({
    summary: 'Make a suite',
    description:
      'Tests with their groups, checker and limits, as JSON; or a problem package, one zip in the field `package` of a form, ' +
      'with `name`, `public`, `problem` (where the package holds several), `scoring`, `numberedGroups`, `validate`, ' +
      '`cpuTimeLimitMs` and `memoryLimitBytes` beside it; or with `fromSubmission` what a stress submission found.',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody({
    type: SuiteDto,
    examples: {
      suite: { summary: 'A suite', value: EXAMPLE_SUITE },
      failures: { summary: 'What a stress submission found', value: SUITE_OF_FAILURES },
    },
  })
  @ApiResponse({
    status: 201,
    description: 'Made.',
    content: { 'application/json': { example: FOUND_SUITE } },
  })
  @ApiProblems(BROKEN, { code: 'body_too_large', detail: 'A package may have at most 536870912 bytes.' })
  async create(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<object> {
    return this.take(caller, request, async (imported) => {
      const found = await this.suites.create(caller, imported);
      return { ...toView(found), ...(imported.validate && (await this.validation.run(caller, found))) };
    });
  }

  @Get()
  @Requires('read')
  @ApiOperation({ summary: 'List suites', description: 'Your own and the public ones, newest first.' })
  @ApiResponse({
    status: 200,
    description: 'Suites.',
    content: { 'application/json': { example: { items: [LISTED_SUITE] } } },
  })
  async list(@CurrentCaller() caller: Caller): Promise<{ items: SuiteSummary[] }> {
    const found = await this.rows.list(caller, MOST_LISTED);
    return { items: found.map(({ suite, version }) => toSummary(suite, version)) };
  }

  @Get(':id')
  @Requires('read')
  @ApiOperation({ summary: 'Read a suite', description: 'What is in it is shown to who may read it only.' })
  @ApiResponse({
    status: 200,
    description: 'The suite.',
    content: { 'application/json': { example: FOUND_SUITE } },
  })
  @ApiProblems(NOT_FOUND)
  async read(@CurrentCaller() caller: Caller, @Param('id', UuidV7ParamPipe) id: string): Promise<object> {
    return toView(await this.rows.find(caller, id));
  }

  @Get(':id/tests/*name')
  @Requires('read')
  @ApiOperation({ summary: 'Read a test', description: 'The exact bytes of its input, or of its answer.' })
  @ApiQuery({ name: 'part', required: false, enum: ['input', 'answer'] })
  @ApiResponse({
    status: 200,
    description: 'The bytes.',
    content: { 'application/octet-stream': { example: '1 2\n' } },
  })
  @ApiProblems(NOT_FOUND, NOT_YOURS, { code: 'test_not_found', detail: 'The suite has no test 7.' })
  async test(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidV7ParamPipe) id: string,
    @Param('name') name: string | string[],
    @Query('part') part: string | undefined,
  ): Promise<StreamableFile> {
    if (part !== undefined && part !== 'input' && part !== 'answer') {
      throw invalidField('part', 'has to be input or answer');
    }
    const path = Array.isArray(name) ? name.join('/') : name;
    return new StreamableFile(await this.suites.data(caller, id, path, part ?? 'input'));
  }

  @Put(':id')
  @Requires('submit')
  @ApiOperation({
    summary: 'Change a suite',
    description: 'A new version. Jobs that are waiting run the version they were submitted to.',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody({ type: SuiteDto, examples: { suite: { summary: 'A suite', value: EXAMPLE_SUITE } } })
  @ApiResponse({
    status: 200,
    description: 'Changed.',
    content: { 'application/json': { example: FOUND_SUITE } },
  })
  @ApiProblems(BROKEN, NOT_YOURS, NOT_FOUND)
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidV7ParamPipe) id: string,
    @Req() request: Request,
  ): Promise<object> {
    await this.rows.findToChange(caller, id);
    return this.take(caller, request, async (imported) => {
      const found = await this.suites.change(caller, id, imported);
      return { ...toView(found), ...(imported.validate && (await this.validation.run(caller, found))) };
    });
  }

  @Patch(':id')
  @Requires('submit')
  @ApiOperation({
    summary: 'Change who sees a suite',
    description: 'Its version and its tests stay as they are.',
  })
  @ApiBody({
    type: SuitePublicDto,
    examples: { submit: { summary: 'To judge by', value: { public: 'submit' } } },
  })
  @ApiResponse({
    status: 200,
    description: 'Changed.',
    content: { 'application/json': { example: FOUND_SUITE } },
  })
  @ApiProblems(
    { code: 'invalid_request', detail: 'public: has to be false, submit or read', field: 'public' },
    NOT_YOURS,
    NOT_FOUND,
  )
  async setPublic(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidV7ParamPipe) id: string,
    @Body() body: SuitePublicDto,
  ): Promise<object> {
    return toView(await this.suites.setPublic(caller, id, body.public));
  }

  @Post(':id/tests')
  @Requires('submit')
  @ApiOperation({
    summary: 'Add a test',
    description:
      'A test, or with `fromSubmission` the (shrunk) failure of a stress job; a new version of the suite.',
  })
  @ApiBody({ type: JudgeTestDto, examples: { failure: { summary: 'A failure', value: ADDED_TEST } } })
  @ApiResponse({
    status: 201,
    description: 'Added.',
    content: { 'application/json': { example: FOUND_SUITE } },
  })
  @ApiProblems(
    { code: 'invalid_request', detail: 'name: two tests have the name 1', field: 'name' },
    NOT_YOURS,
    NOT_FOUND,
    { code: 'submission_not_found', detail: 'You have no submission 0199b1c2-....' },
  )
  async addTest(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidV7ParamPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    this.storage.requireRoom();
    const isFailure = namesSubmission(body);
    const metatype = isFailure ? FailureOfJobDto : JudgeTestDto;
    const checked: unknown = await this.pipe.transform(body, { type: 'body', metatype });
    const { found, name } = isFailure
      ? await this.suites.addFailure(caller, id, checked as FailureOfJobDto)
      : await this.suites.addTest(caller, id, checked as JudgeTestDto);
    return { ...toSummary(found.suite, found.version), test: name };
  }

  @Post(':id/verify')
  @Requires('submit')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Judge the solutions of the jury',
    description:
      'Every solution of the package runs on all tests, and what comes out is compared with what the package says of it.',
  })
  @ApiResponse({
    status: 200,
    description: 'A report.',
    content: { 'application/json': { example: VERIFICATION } },
  })
  @ApiProblems(NOT_YOURS, NOT_FOUND)
  verify(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidV7ParamPipe) id: string,
    @Query() { wait = DEFAULT_VERIFY_WAIT_SECONDS }: VerifyQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<VerificationReport> {
    return this.verification.start(caller, id, wait * 1_000, clientGone(response));
  }

  @Get(':id/verify')
  @Requires('read')
  @ApiOperation({
    summary: 'Read the last report of the solutions of the jury',
    description: 'As far as it has come, for the newest version of the suite.',
  })
  @ApiResponse({
    status: 200,
    description: 'A report.',
    content: { 'application/json': { example: VERIFICATION } },
  })
  @ApiProblems(NOT_YOURS, NOT_FOUND)
  report(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidV7ParamPipe) id: string,
  ): Promise<VerificationReport> {
    return this.verification.report(caller, id);
  }

  @Delete(':id')
  @Requires('submit')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a suite',
    description: 'With all versions; jobs that still wait for it fail.',
  })
  @ApiResponse({ status: 204, description: 'Removed.' })
  @ApiProblems(NOT_YOURS, NOT_FOUND)
  async remove(@CurrentCaller() caller: Caller, @Param('id', UuidV7ParamPipe) id: string): Promise<void> {
    await this.suites.remove(caller, id);
  }

  /** A suite as a form with a package, as JSON, or as the failures of a job. */
  private async take<T>(
    caller: Caller,
    request: Request,
    use: (imported: Imported) => Promise<T>,
  ): Promise<T> {
    this.storage.requireRoom();
    if (isMultipart(request)) {
      const imported = await withUpload(request, this.config.maxPackageBytes, (upload) =>
        this.imports.ofPackage(upload),
      );
      return use(imported);
    }
    const body: unknown = request.body;
    if (!namesSubmission(body))
      return use(
        await this.suites.ofJson(await this.pipe.checked(body, { type: 'body' }, SuiteDto, JudgeTestDto)),
      );
    const checked: unknown = await this.pipe.transform(body, { type: 'body', metatype: SuiteOfFailuresDto });
    return use(await this.suites.ofFailures(caller, checked as SuiteOfFailuresDto));
  }
}

const namesSubmission = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'fromSubmission' in body;
