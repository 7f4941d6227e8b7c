import type { FieldError, JudgeGroup, JudgeTest } from '@app/contracts';
import { checkGroups, groupOfRequest, PackageError } from '@app/packages';
import { isBase64 } from '../../../platform/validation/texts.js';

/**
 * What is wrong with tests and their groups beyond their shape: base64, names that are there twice, loops.
 */
export function testsProblems(
  tests: readonly JudgeTest[],
  groups: readonly JudgeGroup[] | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  tests.forEach(({ name, files }, index) => {
    const field = `tests[${index}]`;
    if (name !== undefined && names.has(name))
      errors.push({ field: `${field}.name`, message: 'is the name of another test' });
    if (name !== undefined) names.add(name);
    const paths = new Set<string>();
    files?.forEach(({ path, content, encoding }, at) => {
      const file = `${field}.files[${at}]`;
      if (encoding === 'base64' && !isBase64(content))
        errors.push({ field: `${file}.content`, message: 'is not base64' });
      if (paths.has(path)) errors.push({ field: `${file}.path`, message: `there is another file ${path}` });
      paths.add(path);
    });
  });
  if (groups === undefined) return errors;
  try {
    checkGroups(groups.map(groupOfRequest), new Set(tests.map(({ name }, index) => name ?? `#${index + 1}`)));
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    errors.push({ field: 'groups', message: error.message });
  }
  return errors;
}
