import { type FieldError, REQUEST_LIMITS, SUBMISSION_KINDS } from '@app/contracts';
import { type ArgumentMetadata, Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, invalidField, invalidRequest } from '../../../platform/problem/domain-error.js';
import { aboutItem, MAX_ERRORS } from '../../../platform/validation/field-errors.js';
import { RequestPipe } from '../../../platform/validation/request-pipe.js';
import { objectsProblem } from '../../../platform/validation/texts.js';
import { hasMoreObjectsThan } from './count-objects.js';
import { groupsProblem, JudgeGroupDto } from './dto/judge-test.dto.js';
import { type CreateSubmissionDto, requestKindOf } from './kinds/index.js';

/** Tests that are validated in one piece, in a few milliseconds. */
const TESTS_AT_A_TIME = 50;
/** Groups of one list likewise: they are in lists in lists, most of them short. */
const GROUPS_AT_A_TIME = 10;
/**
 * Objects of a body besides its tests, and of one test: the longest lists of files and groups fit in many
 * times.
 */
const MAX_OBJECTS = 1_000;

/** Validates the body of `POST /submissions` with the class of its `kind`. */
@Injectable()
export class SubmissionBodyPipe extends RequestPipe {
  override async transform(body: unknown, metadata: ArgumentMetadata): Promise<CreateSubmissionDto> {
    const { kind, tests, ...rest } = (body ?? {}) as { kind?: unknown; tests?: unknown; groups?: unknown };
    const entry = requestKindOf(kind);
    if (entry === undefined) throw invalidField('kind', `has to be one of ${SUBMISSION_KINDS.join(', ')}`);
    const validate = async (value: unknown) =>
      (await super.transform(value, { ...metadata, metatype: entry.dto })) as CreateSubmissionDto;
    // Validation visits every object of a list before it says that there are too many.
    if (hasMoreObjectsThan(MAX_OBJECTS, rest)) throw tooManyObjects('');
    if (entry.testDto === undefined || !Array.isArray(tests) || tests.length === 0) {
      if (hasMoreObjectsThan(MAX_OBJECTS, tests)) throw tooManyObjects('tests');
      return validate(body);
    }
    const problem = objectsProblem(tests, 1, REQUEST_LIMITS.maxTests);
    if (problem !== null) throw invalidRequest([aboutItem('tests', problem)]);
    const found: FieldError[] = [];
    const groups = groupsOf(rest.groups);
    const whole = await validate({
      ...(body as object),
      tests: [{ input: '' }],
      ...(groups !== undefined && { groups: [] }),
    }).catch(collectInto(found, ''));
    const checked: object[] = [];
    for (const [at, test] of (tests as object[]).entries()) {
      if (hasMoreObjectsThan(MAX_OBJECTS, test)) throw tooManyObjects(`tests[${at}]`);
      const one = super.transform(test, { ...metadata, metatype: entry.testDto }) as Promise<object>;
      checked.push((await one.catch(collectInto(found, `tests[${at}]`))) ?? {});
      if (at % TESTS_AT_A_TIME === TESTS_AT_A_TIME - 1) await nextTurn();
    }
    const checkedGroups = groups && (await this.groups(groups, 'groups', found, metadata));
    if (whole === undefined || found.length > 0) throw invalidRequest(found.slice(0, MAX_ERRORS));
    return Object.assign(whole, { tests: checked, ...(checkedGroups && { groups: checkedGroups }) });
  }

  /** Each group on its own, and then those in it. */
  private async groups(
    groups: readonly object[],
    place: string,
    found: FieldError[],
    metadata: ArgumentMetadata,
  ): Promise<JudgeGroupDto[]> {
    const checked: JudgeGroupDto[] = [];
    for (const [at, group] of groups.entries()) {
      const here = `${place}[${at}]`;
      const { groups: inner, ...alone } = group as { groups?: object[] };
      const one = super.transform(alone, { ...metadata, metatype: JudgeGroupDto }) as Promise<JudgeGroupDto>;
      const valid = (await one.catch(collectInto(found, here))) ?? new JudgeGroupDto();
      if (inner !== undefined) valid.groups = await this.groups(inner, `${here}.groups`, found, metadata);
      checked.push(valid);
      if (at % GROUPS_AT_A_TIME === 0) await nextTurn();
    }
    return checked;
  }
}

/** Groups that are a list of sensible depth; undefined for anything else. */
function groupsOf(groups: unknown): object[] | undefined {
  return groups !== undefined && groupsProblem(groups) === null ? (groups as object[]) : undefined;
}

/** Keeps what is wrong with one part, by its place in the body. */
function collectInto(found: FieldError[], place: string): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof DomainError) || error.details.errors === undefined) throw error;
    for (const { field, message } of error.details.errors)
      found.push({ field: place === '' ? field : `${place}.${field}`, message });
    return undefined;
  };
}

function tooManyObjects(field: string): DomainError {
  return invalidField(field, `holds more than ${MAX_OBJECTS} objects${field === '' ? ' besides tests' : ''}`);
}
