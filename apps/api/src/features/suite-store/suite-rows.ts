import { type BlobRef, BlobUses } from '@app/blobs';
import { jsonBytes, Suite, SuiteMade, SuiteVersion, type SuiteVisibility } from '@app/database';
import { mapFiles, type Problem } from '@app/packages';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Caller, seesEverything } from '../../accounts/access/caller.js';
import { DomainError } from '../../platform/problem/domain-error.js';

/** A suite with one of its versions. */
export interface FoundSuite {
  suite: Suite;
  version: SuiteVersion;
  problem: Problem<BlobRef>;
  /** Its owner or an admin, or it is there to be read. */
  maySee: boolean;
  mayChange: boolean;
}

/** The owner of the blobs of one version; workers name it so, too. */
const blobOwnerOf = (suiteId: string, version: number): string => `suite:${suiteId}:${version}`;

/** Suites and their versions as rows; their files are blobs. */
@Injectable()
export class SuiteRows {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws DomainError('suite_not_found') also when it is a private one of another user */
  async find(caller: Caller, id: string, version?: number): Promise<FoundSuite> {
    const suite = await this.dataSource.manager.findOneBy(Suite, { id });
    const isOwn = suite?.ownerId === caller.ownerId || seesEverything(caller);
    if (!suite || (!isOwn && suite.visibility === 'private')) throw notFound(id);
    const row = await this.dataSource.manager.findOneBy(SuiteVersion, {
      suiteId: id,
      version: version ?? suite.version,
    });
    if (!row) throw notFound(id);
    const problem = row.problem as Problem<BlobRef>;
    return { suite, version: row, problem, maySee: isOwn || suite.visibility === 'read', mayChange: isOwn };
  }

  /** @throws DomainError('suite_not_found' | 'forbidden') */
  async findToChange(caller: Caller, id: string): Promise<FoundSuite> {
    const found = await this.find(caller, id);
    if (!found.mayChange) {
      throw new DomainError('forbidden', { detail: 'Only who made the suite, and admins, may do this.' });
    }
    return found;
  }

  /** @throws DomainError('suite_not_found' | 'forbidden') */
  async findToSee(caller: Caller, id: string, version?: number): Promise<FoundSuite> {
    const found = await this.find(caller, id, version);
    if (!found.maySee) {
      throw new DomainError('forbidden', {
        detail: 'This suite can be submitted to; what is in it is not shown.',
      });
    }
    return found;
  }

  /** The caller's own and the public ones, newest first. */
  async list(caller: Caller, limit: number): Promise<{ suite: Suite; version: SuiteVersion }[]> {
    const suites = await this.dataSource.manager.find(Suite, {
      where: [{ ownerId: caller.ownerId }, { visibility: 'submit' }, { visibility: 'read' }],
      order: { id: 'DESC' },
      take: limit,
    });
    const found: { suite: Suite; version: SuiteVersion }[] = [];
    for (const suite of suites) {
      const version = await this.dataSource.manager.findOne(SuiteVersion, {
        where: { suiteId: suite.id, version: suite.version },
        select: { suiteId: true, version: true, name: true, format: true, testCount: true, createdAt: true },
      });
      if (version) found.push({ suite, version });
    }
    return found;
  }

  async create(caller: Caller, problem: Problem<BlobRef>, visibility: SuiteVisibility): Promise<FoundSuite> {
    const now = new Date();
    const suite: Suite = {
      id: uuidv7(),
      ownerId: caller.ownerId,
      visibility,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    return this.dataSource.transaction(async (manager) => {
      await manager.insert(Suite, suite);
      return this.addVersion(manager, suite, problem);
    });
  }

  /** A new version; jobs that are waiting run the one they were submitted to. */
  async change(
    { suite }: FoundSuite,
    problem: Problem<BlobRef>,
    visibility: SuiteVisibility = suite.visibility,
  ): Promise<FoundSuite> {
    return this.dataSource.transaction(async (manager) => {
      const [rows] = await manager.query<[{ version: number }[], number]>(
        `UPDATE "suite" SET "version" = "version" + 1, "updated_at" = now(), "visibility" = $2
         WHERE "id" = $1 RETURNING "version"`,
        [suite.id, visibility],
      );
      if (!rows[0]) throw notFound(suite.id);
      return this.addVersion(manager, { ...suite, visibility, version: rows[0].version }, problem);
    });
  }

  /** Who sees it, from now on; its version stays. */
  async setVisibility(found: FoundSuite, visibility: SuiteVisibility): Promise<FoundSuite> {
    await this.dataSource.manager.update(Suite, { id: found.suite.id }, { visibility });
    return { ...found, suite: { ...found.suite, visibility } };
  }

  async remove({ suite }: FoundSuite): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const versions = await manager.find(SuiteVersion, {
        where: { suiteId: suite.id },
        select: { suiteId: true, version: true },
      });
      for (const { version } of versions) await new BlobUses(manager).drop(blobOwnerOf(suite.id, version));
      await manager.delete(SuiteMade, { suiteId: suite.id });
      await manager.delete(SuiteVersion, { suiteId: suite.id });
      await manager.delete(Suite, { id: suite.id });
    });
  }

  async setVerification(
    { suite, version }: FoundSuite,
    verification: NonNullable<SuiteVersion['verification']>,
  ): Promise<void> {
    await this.dataSource.manager.update(
      SuiteVersion,
      { suiteId: suite.id, version: version.version },
      { verification: verification as never },
    );
  }

  /** Data of a test that was made by a program of the suite; null when it was not made yet. */
  async made(
    { suite, version }: FoundSuite,
    testIndex: number,
    part: 'input' | 'answer',
  ): Promise<BlobRef | null> {
    const row = await this.dataSource.manager.findOneBy(SuiteMade, {
      suiteId: suite.id,
      version: version.version,
      testIndex,
      part,
    });
    return row && { hash: row.hash, bytes: Number(row.bytes) };
  }

  private async addVersion(
    manager: EntityManager,
    suite: Suite,
    problem: Problem<BlobRef>,
  ): Promise<FoundSuite> {
    const version: SuiteVersion = {
      suiteId: suite.id,
      version: suite.version,
      name: problem.name,
      format: problem.format,
      problem,
      verification: null,
      testCount: problem.tests.length,
      storedBytes: String(await bytesOfSuite(problem)),
      createdAt: new Date(),
    };
    const hashes: string[] = [];
    await mapFiles(problem, async ({ hash }) => hashes.push(hash));
    await new BlobUses(manager).add(blobOwnerOf(suite.id, suite.version), hashes);
    await manager.insert(SuiteVersion, version as never);
    return { suite, version, problem, maySee: true, mayChange: true };
  }
}

/** What a suite keeps: its own row, and each of its files once. */
export async function bytesOfSuite(problem: Problem<BlobRef>): Promise<number> {
  const files = new Map<string, number>();
  await mapFiles(problem, async ({ hash, bytes }) => files.set(hash, bytes));
  return [...files.values()].reduce((sum, bytes) => sum + bytes, jsonBytes(problem));
}

function notFound(id: string): DomainError {
  return new DomainError('suite_not_found', { detail: `There is no suite ${id}, or it is private.` });
}
