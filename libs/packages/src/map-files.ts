import type { Problem, ProblemProgram, TestData } from './model.js';

/** The same problem with each file named in another way, one file after the other. */
export async function mapFiles<F, G>(problem: Problem<F>, map: (file: F) => Promise<G>): Promise<Problem<G>> {
  const {
    tests,
    checker,
    interactor,
    added,
    validators,
    staticValidator,
    grader,
    generators,
    solutions,
    ...rest
  } = problem;
  const named = async (files: { path: string; content: F }[]) => {
    const out: { path: string; content: G }[] = [];
    for (const { path, content } of files) out.push({ path, content: await map(content) });
    return out;
  };
  const program = async ({ files, ...more }: ProblemProgram<F>): Promise<ProblemProgram<G>> => ({
    ...more,
    files: await named(files),
  });
  const data = async (value: TestData<F>): Promise<TestData<G>> => {
    switch (value.kind) {
      case 'file':
        return { kind: 'file', file: await map(value.file) };
      case 'generated': {
        const { stdin, ...how } = value;
        return { ...how, ...(stdin !== undefined && { stdin: await map(stdin) }) };
      }
      case 'solved':
        return value;
      default:
        throw new TypeError(`unknown data ${JSON.stringify(value satisfies never)}`);
    }
  };
  const mapped: Problem<G> = {
    ...rest,
    tests: [],
    checker: checker.type === 'program' ? { ...checker, program: await program(checker.program) } : checker,
    added: [],
    validators: [],
    generators: {},
    solutions: [],
  };
  if (interactor) mapped.interactor = { ...interactor, program: await program(interactor.program) };
  for (const { input, answer, files, ...test } of tests) {
    mapped.tests.push({
      ...test,
      input: await data(input),
      ...(answer && { answer: await data(answer) }),
      ...(files && { files: await named(files) }),
    });
  }
  for (const { content, ...file } of added) mapped.added.push({ ...file, content: await map(content) });
  for (const validator of validators) mapped.validators.push(await program(validator));
  if (staticValidator) mapped.staticValidator = await program(staticValidator);
  if (grader) mapped.grader = await program(grader);
  for (const [name, generator] of Object.entries(generators))
    mapped.generators[name] = await program(generator);
  for (const { program: source, ...solution } of solutions) {
    mapped.solutions.push({ ...solution, program: await program(source) });
  }
  return mapped;
}
