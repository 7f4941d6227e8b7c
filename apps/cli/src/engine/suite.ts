import type { Program, SuitePublic, VerifiedSolution } from '@app/contracts';
import type { PackageFile } from '../input/package-file.js';
import type { Outcome, Watcher } from './outcome.js';

/** What is asked of a package besides what it says itself. */
export interface PackageChoice {
  /** Which problem, where it holds several. */
  problem?: string;
  name?: string;
  public?: SuitePublic;
}

/** What became of the solutions of the jury. */
export interface Verified {
  agrees: boolean;
  solutions: VerifiedSolution[];
  warnings: string[];
}

/** The tests of a package where they can be judged by, until it is closed. */
export interface OpenSuite {
  readonly name: string;
  readonly format: string;
  readonly tests: number;
  readonly warnings: readonly string[];
  /** Runs a program on all tests. @throws CliError; the signal's reason */
  judge(program: Program, watcher: Watcher, signal: AbortSignal): Promise<Outcome>;
  /**
   * Judges the solutions of the jury, and compares with what the package says of each.
   * @param told called with each as it is known @throws CliError; the signal's reason
   */
  verify(told: (solution: VerifiedSolution) => void, signal: AbortSignal): Promise<Verified>;
  close(): Promise<void>;
}

/** Opens packages: on this machine, or at a service. */
export interface SuiteOpener {
  /** @throws CliError that says what is wrong with the package */
  openSuite(file: PackageFile, choice: PackageChoice, signal: AbortSignal): Promise<OpenSuite>;
}
