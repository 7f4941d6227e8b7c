export interface Part {
  tests: number;
  seconds: number;
}
export interface Row {
  file: string;
  seconds: number;
  each: [name: string, ms: number][];
}
export function splitTimes(
  rows: Row[],
  before: Map<string, string[]>,
  after: Map<string, string[]>,
  filesBefore: Set<string>,
): (Row & { existed: Part; added: Part })[];
