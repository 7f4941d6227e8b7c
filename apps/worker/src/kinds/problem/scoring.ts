import type { ExecutionVerdict, JudgeResult } from '@app/contracts';
import type { Aggregation, ProblemGroup } from '@app/packages';
import type { Schedule } from './schedule.js';

type GroupResult = NonNullable<JudgeResult['groups']>[number];

/** What the points of a job come to. */
export interface Score {
  /** All groups, outer ones before those in them. */
  groups: GroupResult[];
  points: number;
  maxPoints: number;
  /** Points of each test, by its position; undefined where tests have none of their own. */
  ofTest: (number | undefined)[];
}

/** What a grader says of a group. */
export interface Grade {
  verdict: ExecutionVerdict;
  points: number;
}

/** What is scored: tests by their positions, and what is said of them. */
export interface Scored {
  names: readonly string[];
  /** Of each test, as the problem gives them. */
  points: readonly (number | undefined)[];
  /** Of each test whose checker may give any points, what it is worth when that gives none. */
  accepted?: readonly (number | undefined)[];
  aggregation?: Aggregation | undefined;
  /** Of groups, by their names. */
  grades?: ReadonlyMap<string, Grade>;
}

interface Counted {
  points: number;
  maxPoints: number;
  /** 0 to 1, also where there are no points. */
  share: number;
}

/**
 * Adds up points. A test is worth its own points, else an even share of its group's where the group adds up,
 * else all of its group's; what it got of them is its share (1 accepted, 0 rejected, between where the
 * checker says so). Tests in no group count by themselves.
 */
export function scoreOf(
  schedule: Schedule,
  { names, points, accepted = [], aggregation = 'sum', grades }: Scored,
): Score {
  const groups: GroupResult[] = [];
  const ofTest: (number | undefined)[] = points.map(() => undefined);
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const test = (index: number, maxPoints: number): Counted => {
    const { share = 0, points: given = sharedOf(accepted[index], schedule.endOf(index)?.share) } =
      schedule.endOf(index) ?? {};
    if (accepted[index] !== undefined && given !== undefined) {
      ofTest[index] = given;
      // Its points are what it is worth usually; without them there is no saying how many there are.
      const most = points[index] === undefined ? 0 : Math.max(points[index], given);
      return { points: given, maxPoints: most, share };
    }
    // A checker may give points where the test has no maximum of its own; its group's holds all the same.
    const worth =
      given === undefined ? share * maxPoints : maxPoints > 0 ? Math.min(given, maxPoints) : given;
    if (points[index] !== undefined || maxPoints > 0 || given !== undefined) ofTest[index] = worth;
    return { points: worth, maxPoints, share: maxPoints > 0 ? worth / maxPoints : share };
  };
  const walk = (group: ProblemGroup): Counted => {
    const place = groups.push({ name: group.name, verdict: null, points: 0, maxPoints: 0 }) - 1;
    const parts = [
      ...group.tests.map((name) => {
        const index = indexOf.get(name)!;
        return test(index, points[index] ?? shareOf(group));
      }),
      ...group.groups.map(walk),
    ];
    const worth = gradedOf(countedOf(group, parts), grades?.get(group.name));
    const counted = schedule.isBlocked(group) ? { ...worth, points: 0, share: 0 } : worth;
    groups[place] = { name: group.name, verdict: schedule.verdictOf(group), ...rounded(counted) };
    return counted;
  };
  const roots = schedule.groups.map(walk);
  const alone = names.flatMap((_, index) =>
    schedule.groupOf(index) === undefined ? [test(index, points[index] ?? 0)] : [],
  );
  return { groups, ofTest, ...rounded(together(aggregation, [...alone, ...roots])) };
}

/** A grader says the points; how many there are, the rules say. */
function gradedOf(counted: Counted, grade: Grade | undefined): Counted {
  if (!grade) return counted;
  const maxPoints = counted.maxPoints > 0 ? Math.max(counted.maxPoints, grade.points) : 0;
  const share = maxPoints > 0 ? grade.points / maxPoints : Number(grade.verdict === 'accepted');
  return { points: grade.points, maxPoints, share };
}

const sharedOf = (points: number | undefined, share = 0): number | undefined =>
  points === undefined ? undefined : share * points;

/** What a test without points of its own is worth in its group. */
function shareOf({ points = 0, aggregation, tests }: ProblemGroup): number {
  return aggregation === 'sum' || aggregation === 'avg' ? points / tests.length : points;
}

function countedOf(group: ProblemGroup, parts: readonly Counted[]): Counted {
  const { points, aggregation } = group;
  if (aggregation === 'all' || aggregation === 'mul' || aggregation === 'threshold') {
    const maxPoints = points ?? together('sum', parts).maxPoints;
    const share = shareTogether(
      group,
      parts.map((part) => part.share),
    );
    return { points: maxPoints * share, maxPoints, share };
  }
  const counted = together(aggregation, parts);
  if (points === undefined) return counted;
  // A group that has a maximum cannot be worth more, whatever its parts say.
  return { ...counted, points: Math.min(points, counted.points), maxPoints: points };
}

function shareTogether({ aggregation, threshold = 1 }: ProblemGroup, shares: readonly number[]): number {
  if (aggregation === 'mul') return shares.reduce((product, share) => product * share, 1);
  return shares.every((share) => share >= (aggregation === 'threshold' ? threshold : 1)) ? 1 : 0;
}

function together(aggregation: Aggregation, parts: readonly Counted[]): Counted {
  const counted = pointsTogether(aggregation, parts);
  const share =
    counted.maxPoints > 0
      ? counted.points / counted.maxPoints
      : Number(parts.every((part) => part.share === 1));
  return { ...counted, share };
}

function pointsTogether(
  aggregation: Aggregation,
  parts: readonly Counted[],
): { points: number; maxPoints: number } {
  if (parts.length === 0) return { points: 0, maxPoints: 0 };
  const values = parts.map(({ points }) => points);
  const maxima = parts.map(({ maxPoints }) => maxPoints);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  switch (aggregation) {
    case 'sum':
      return { points: sum(values), maxPoints: sum(maxima) };
    case 'avg':
      return { points: sum(values) / parts.length, maxPoints: sum(maxima) / parts.length };
    case 'min':
      return { points: Math.min(...values), maxPoints: Math.min(...maxima) };
    case 'max':
      return { points: Math.max(...values), maxPoints: Math.max(...maxima) };
    case 'all':
    case 'mul':
    case 'threshold':
      return parts.every(({ points, maxPoints }) => points >= maxPoints)
        ? { points: sum(maxima), maxPoints: sum(maxima) }
        : { points: 0, maxPoints: sum(maxima) };
    default:
      throw new TypeError(`unknown aggregation ${JSON.stringify(aggregation satisfies never)}`);
  }
}

/** Thirds and sums of them come out as people write them. */
function rounded({ points, maxPoints }: Counted): { points: number; maxPoints: number } {
  const round = (value: number) => Math.round(value * 1e9) / 1e9;
  return { points: round(points), maxPoints: round(maxPoints) };
}
