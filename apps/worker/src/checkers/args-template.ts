/** The files that checkers and interactors are called with. */
export type NamedFile = 'input' | 'output' | 'answer';

/**
 * Arguments in an order that a package gives, with `{input_file}`, `{output_file}`, `{answer_file}` as the
 * paths of `files`.
 */
export function filledArgs(template: string, files: Readonly<Record<NamedFile, string>>): string[] {
  return template
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) =>
      word
        .replace(/\{(input|output|answer)_file\}/g, (_all, name: NamedFile) => files[name])
        .replace(/^(["'])(.*)\1$/, '$2'),
    );
}
