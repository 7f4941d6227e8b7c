import { type FieldError, REQUEST_LIMITS } from '@app/contracts';
import type { ArgumentMetadata, Type } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, invalidRequest } from '../../../platform/problem/domain-error.js';
import { aboutItem, MAX_ERRORS } from '../../../platform/validation/field-errors.js';
import { refuseManyObjects, RequestPipe } from '../../../platform/validation/request-pipe.js';
import { objectsProblem } from '../../../platform/validation/texts.js';
import { groupsProblem, JudgeGroupDto } from './dto/judge-test.dto.js';

/** Tests that are validated in one piece, in a few milliseconds. */
const TESTS_AT_A_TIME = 50;
/** Groups of one list likewise: they are in lists in lists, most of them short. */
const GROUPS_AT_A_TIME = 10;

/** Validates bodies with tests, in pieces between which other requests have their turn. */
export class TestedBodyPipe extends RequestPipe {
  /** @param testDto the class of a test; undefined: the body has none */
  async checked<T extends object>(
    body: unknown,
    metadata: ArgumentMetadata,
    dto: Type<T>,
    testDto: Type<object> | undefined,
  ): Promise<T> {
    const { tests, ...rest } = (body ?? {}) as { tests?: unknown; groups?: unknown };
    const validate = async (value: unknown) =>
      (await super.transform(value, { ...metadata, metatype: dto })) as T;
    refuseManyObjects(rest, '');
    if (testDto === undefined || !Array.isArray(tests) || tests.length === 0) {
      refuseManyObjects(tests, 'tests');
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
      refuseManyObjects(test, `tests[${at}]`);
      const one = super.transform(test, { ...metadata, metatype: testDto }) as Promise<object>;
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
