export interface Case {
  id: string;
  title: string;
  needs?: string[];
  config?: Record<string, string>;
}
export function runCase(c: Case, base: string, set?: Record<string, string>): Promise<string[]>;
