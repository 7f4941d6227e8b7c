import type { ExecutionVerdict } from '@app/contracts';
import type { ProblemGroup } from '@app/packages';

/** What counts of a test that was run. */
export interface TestEnd {
  verdict: ExecutionVerdict;
  /** How much of its points it is worth, 0 to 1. */
  share: number;
  /** What a checker gave where the problem names no maximum. */
  points?: number;
}

interface Node {
  group: ProblemGroup;
  parent: Node | null;
  children: Node[];
  tests: number[];
}

/**
 * Which tests run, in which order, and which are skipped because of what became of earlier ones. Answers
 * depend on results in this order only, not on when they came in.
 */
export class Schedule {
  /** Positions of the tests in the order in which they count: groups after those they depend on. */
  readonly order: readonly number[];
  private readonly nodes = new Map<string, Node>();
  private readonly roots: Node[];
  private readonly nodeOfTest = new Map<number, Node>();
  private readonly ends = new Map<number, TestEnd>();
  private readonly skipped = new Set<number>();
  private readonly graded = new Map<string, ExecutionVerdict>();
  private allStopped = false;

  /** @param stopOnFirstFailure of the whole job */
  constructor(
    names: readonly string[],
    groups: readonly ProblemGroup[],
    private readonly rules: { stopOnFirstFailure: boolean; runsAll: boolean },
  ) {
    const indexOf = new Map(names.map((name, index) => [name, index]));
    const build = (group: ProblemGroup, parent: Node | null): Node => {
      const node: Node = { group, parent, children: [], tests: [] };
      this.nodes.set(group.name, node);
      node.tests = group.tests.map((name) => indexOf.get(name)!);
      for (const index of node.tests) this.nodeOfTest.set(index, node);
      node.children = group.groups.map((inner) => build(inner, node));
      return node;
    };
    this.roots = groups.map((group) => build(group, null));
    this.order = this.ordered(names.length);
  }

  groupOf(index: number): string | undefined {
    return this.nodeOfTest.get(index)?.group.name;
  }

  get groups(): readonly ProblemGroup[] {
    return this.roots.map(({ group }) => group);
  }

  /** Whether a test is not to be run, by what is known of those before it. */
  isSkipped(index: number): boolean {
    if (this.skipped.has(index)) return true;
    if (this.rules.runsAll) return false;
    if (this.allStopped) return true;
    for (let node = this.nodeOfTest.get(index) ?? null; node; node = node.parent) {
      if (this.isBroken(node)) return true;
      if (this.isBlocked(node.group)) return true;
    }
    return false;
  }

  skip(index: number): void {
    this.skipped.add(index);
  }

  /** Enters what became of the next test in the order. */
  record(index: number, end: TestEnd): void {
    this.ends.set(index, end);
    if (end.verdict === 'accepted') return;
    if (this.rules.stopOnFirstFailure) this.allStopped = true;
    for (let node = this.nodeOfTest.get(index) ?? null; node; node = node.parent) {
      if (node.group.stopsAll) this.allStopped = true;
    }
  }

  /** What a grader says of a group, once all tests have ended. */
  grade(group: string, verdict: ExecutionVerdict): void {
    this.graded.set(group, verdict);
  }

  endOf(index: number): TestEnd | undefined {
    return this.ends.get(index);
  }

  /** Of a group: null when nothing of it was run. The first failure by the order of its tests. */
  verdictOf(group: ProblemGroup): ExecutionVerdict | null {
    const node = this.nodes.get(group.name)!;
    const ends = this.testsBelow(node).flatMap((index) => this.ends.get(index) ?? []);
    if (ends.length === 0) return null;
    const graded = this.graded.get(group.name);
    if (graded !== undefined) return graded;
    if (this.isAccepted(node)) return 'accepted';
    return ends.find(({ verdict }) => verdict !== 'accepted')?.verdict ?? 'accepted';
  }

  /** Whether all is accepted: every group by the rule it has for that, and every test that is in none. */
  get accepted(): boolean {
    const alone = this.order.filter((index) => !this.nodeOfTest.has(index));
    return (
      this.roots.every((node) => this.isAccepted(node)) &&
      alone.every((index) => this.ends.get(index)?.verdict === 'accepted')
    );
  }

  /** Whether a group is accepted by the rule it has for that; skipped parts are not. */
  private isAccepted(node: Node): boolean {
    const graded = this.graded.get(node.group.name);
    if (graded !== undefined) return graded === 'accepted';
    if (node.group.acceptance === 'always') return true;
    const parts = [
      ...node.tests.map((index) => this.ends.get(index)?.verdict === 'accepted'),
      ...node.children.map((child) => this.isAccepted(child)),
    ];
    return node.group.acceptance === 'any' ? parts.includes(true) : parts.every(Boolean);
  }

  /** A group that it depends on was not completely passed: it is worth nothing, whatever it did. */
  isBlocked({ dependsOn }: ProblemGroup): boolean {
    return dependsOn.some((name) => this.hasFailed(this.nodes.get(name)));
  }

  /** Something of it was rejected, and then it is not gone on with. */
  private isBroken(node: Node): boolean {
    if (node.group.onReject !== 'break') return false;
    return (
      node.tests.some((index) => this.isRejected(index)) ||
      node.children.some((child) => this.hasFailed(child))
    );
  }

  private isRejected(index: number): boolean {
    const end = this.ends.get(index);
    return end !== undefined && end.verdict !== 'accepted';
  }

  /** Not completely passed: a part of it was rejected, was not worth all its points, or was skipped. */
  private hasFailed(node: Node | undefined): boolean {
    if (!node) return false;
    return this.testsBelow(node).some((index) => {
      const end = this.ends.get(index);
      return this.skipped.has(index) || (end !== undefined && (end.verdict !== 'accepted' || end.share < 1));
    });
  }

  private testsBelow(node: Node): number[] {
    return [...node.tests, ...node.children.flatMap((child) => this.testsBelow(child))];
  }

  /** The order of the tests, but groups that others wait for come before those. */
  private ordered(count: number): number[] {
    const order: number[] = [];
    const done = new Set<Node>();
    const taken = new Set<number>();
    const put = (index: number) => {
      if (!taken.has(index)) order.push(index);
      taken.add(index);
    };
    const visit = (node: Node): void => {
      if (done.has(node)) return;
      done.add(node);
      for (let above: Node | null = node; above; above = above.parent) {
        for (const name of above.group.dependsOn) visit(this.nodes.get(name)!);
      }
      this.testsBelow(node).forEach(put);
    };
    for (let index = 0; index < count; index++) {
      const node = this.nodeOfTest.get(index);
      if (!node) put(index);
      else if (!taken.has(index)) {
        for (let above: Node | null = node; above; above = above.parent) {
          for (const name of above.group.dependsOn) visit(this.nodes.get(name)!);
        }
        put(index);
      }
    }
    return order;
  }
}
