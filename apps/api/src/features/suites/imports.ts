import type { BlobRef, BlobStore } from '@app/blobs';
import { EXECUTION_LIMITS } from '@app/contracts';
import type { SuiteVisibility } from '@app/database';
import { mapFiles, PackageError, readBytes, readPackage, type Content, type Problem } from '@app/packages';
import { Inject, Injectable } from '@nestjs/common';
import { BLOBS } from '../../platform/environment/tokens.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import type { Upload, UploadFields } from './package-upload.js';

/** Smaller files are read once and put from memory; larger ones are read twice and never held. */
const IN_MEMORY_BYTES = 1024 * 1024;
const MAX_NAME_BYTES = 256;

/** What a form with a package says. */
export interface Imported {
  problem: Problem<BlobRef>;
  visibility: SuiteVisibility | undefined;
  validate: boolean;
}

/** Brings problem packages and JSON suites into the form in which they are kept. */
@Injectable()
export class Imports {
  constructor(@Inject(BLOBS) private readonly blobs: BlobStore) {}

  /** @throws DomainError with the reason when the package cannot be imported */
  async ofPackage({ fields, path, scratch }: Upload): Promise<Imported> {
    const options = optionsOf(fields);
    try {
      const { problem, close } = await readPackage(path, { scratch, ...options.read });
      try {
        change(problem, fields);
        return {
          problem: await this.keep(problem),
          visibility: options.visibility,
          validate: options.validate,
        };
      } finally {
        close();
      }
    } catch (error) {
      throw error instanceof PackageError ? refused(error) : error;
    }
  }

  /** Keeps all files of a problem as blobs. */
  keep(problem: Problem<Content>): Promise<Problem<BlobRef>> {
    return mapFiles(problem, async (content) =>
      content.bytes !== undefined && content.bytes <= IN_MEMORY_BYTES
        ? this.blobs.put(await readBytes(content, IN_MEMORY_BYTES))
        : this.blobs.put(content),
    );
  }
}

function refused(error: PackageError): DomainError {
  return new DomainError(error.code === 'package_too_large' ? 'body_too_large' : 'invalid_request', {
    detail: `package: ${error.message}`,
    errors: [{ field: 'package', message: error.message }],
    extensions: { packageCode: error.code },
  });
}

function optionsOf(fields: UploadFields) {
  return {
    visibility: visibilityOf(fields.public),
    validate: flagOf('validate', fields.validate) ?? false,
    read: {
      problem: fields.problem,
      scoring: scoringOf(fields.scoring),
      numberedGroups: flagOf('numberedGroups', fields.numberedGroups),
    },
  };
}

/** `false`: its owner alone; `submit`: others may judge by it; `read` (or `true`): others see all. */
export function visibilityOf(value: unknown): SuiteVisibility | undefined {
  switch (value) {
    case undefined:
    case null:
      return undefined;
    case false:
    case 'false':
    case 'private':
      return 'private';
    case 'submit':
      return 'submit';
    case true:
    case 'true':
    case 'read':
      return 'read';
    default:
      throw invalidField('public', 'has to be false, submit or read');
  }
}

function scoringOf(value: string | undefined): 'kattis' | 'domjudge' | undefined {
  if (value === undefined || value === 'kattis' || value === 'domjudge') return value;
  throw invalidField('scoring', 'has to be kattis or domjudge');
}

function flagOf(field: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalidField(field, 'has to be true or false');
}

/** What the form says in place of the package, and limits that fit this service. */
function change(problem: Problem<Content>, fields: UploadFields): void {
  if (fields.name !== undefined) problem.name = fields.name;
  problem.name = Buffer.from(problem.name).subarray(0, MAX_NAME_BYTES).toString('utf8').trim() || 'problem';
  const { limits, warnings } = problem;
  for (const name of ['cpuTimeLimitMs', 'memoryLimitBytes'] as const) {
    const given = fields[name];
    if (given !== undefined) {
      if (!/^\d{1,12}$/.test(given)) throw invalidField(name, 'has to be a whole number');
      limits[name] = Number(given);
    }
    const { minimum, maximum } = EXECUTION_LIMITS[name];
    const value = limits[name];
    if (value !== undefined && (value > maximum || value < minimum)) {
      limits[name] = Math.min(maximum, Math.max(minimum, value));
      warnings.push(`${name} ${value} is taken as ${limits[name]}, which is as far as it goes here`);
    }
  }
  const { maximum } = EXECUTION_LIMITS.outputLimitBytes;
  if (limits.outputLimitBytes !== undefined)
    limits.outputLimitBytes = Math.min(maximum, limits.outputLimitBytes);
  if (limits.cpuTimeLimitMs === undefined) {
    warnings.push(
      `the package names no time limit: ${EXECUTION_LIMITS.cpuTimeLimitMs.default} ms are taken; verify computes one from its solutions`,
    );
  }
  const { checker } = problem;
  const asksForPasses = checker.type === 'program' && checker.protocol === 'kattis';
  if (problem.passes > 1 && !problem.interactor && !asksForPasses)
    warnings.push(`up to ${problem.passes} passes: only a validator of Kattis' can ask for more than one`);
  problem.warnings = [...new Set(warnings)];
}
