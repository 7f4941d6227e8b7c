/** `tests` and 3 make `tests[3]`, that and `input` make `tests[3].input`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
