import { wholeOf } from '../generate/expressions.js';
import { PairNumbers, type Edge } from '../generate/graphs.js';
import type { PlanGraph } from '../generate/plan.js';
import { TakenRanks } from '../generate/ranks.js';
import type { Choice } from '../generate/recorder.js';
import { multiply, type Whole } from '../generate/whole.js';

/** What is wrong with a graph, for people; or the choices that draw it, undefined where none do. */
export type GraphWord = { readonly wrong: string } | { readonly choices: Choice[] | undefined };

/** How many edges a graph has, and the greatest number of a vertex on either side. */
export interface Sizes {
  readonly edges: Whole;
  readonly left: Whole;
  readonly right: Whole;
}

export function sizesOf(unit: PlanGraph, scope: Parameters<typeof wholeOf>[1]): Sizes {
  const [first = 0, second = 0, third = 0] = unit.sizes.map((size) => wholeOf(size, scope));
  if (unit.shape === 'bipartite') return { edges: third, left: first, right: second };
  const edges = unit.shape === 'tree' ? Number(first) - 1 : second;
  return { edges, left: first, right: first };
}

/** Whether the edges are a graph of the kind, and the choices by which `drawGraph` draws it. */
export function judgeGraph(
  { shape, words }: PlanGraph,
  edges: readonly Edge[],
  { left, right }: Sizes,
): GraphWord {
  if (shape === 'bipartite') {
    const wrong = words.has('multi') ? undefined : twiceOf(edges, true);
    return wrong === undefined
      ? { choices: bipartiteChoices(edges, right, words.has('multi'), multiply(left, right)) }
      : { wrong };
  }
  return new Judge(Number(left), edges, shape === 'tree', words).judge();
}

function bipartiteChoices(
  edges: readonly Edge[],
  right: Whole,
  isMulti: boolean,
  total: Whole,
): Choice[] | undefined {
  if (typeof total === 'bigint') return undefined;
  const taken = new TakenRanks();
  return edges.map(([u, v]) => {
    const number = (Number(u) - 1) * Number(right) + Number(v) - 1;
    if (isMulti) return number;
    const choice = taken.choiceOf(number);
    taken.add(number);
    return choice;
  });
}

function twiceOf(edges: readonly Edge[], isDirected: boolean): string | undefined {
  const seen = new Set<string>();
  for (const [u, v] of edges) {
    const key = isDirected || u < v ? `${u} ${v}` : `${v} ${u}`;
    if (seen.has(key)) return `the edge ${u} ${v} stands twice`;
    seen.add(key);
  }
  return undefined;
}

class Judge {
  private readonly isDirected: boolean;
  private readonly isForest: boolean;
  private readonly pairs: [number, number][];

  constructor(
    private readonly vertices: number,
    edges: readonly Edge[],
    private readonly isTree: boolean,
    private readonly words: PlanGraph['words'],
  ) {
    this.isDirected = !isTree && words.has('directed');
    this.isForest = !isTree && words.has('acyclic') && !words.has('directed');
    this.pairs = edges.map(([u, v]) => [Number(u) - 1, Number(v) - 1]);
  }

  judge(): GraphWord {
    const wrong = this.wrong();
    return wrong === undefined ? { choices: this.choices() } : { wrong };
  }

  private wrong(): string | undefined {
    const { words, pairs, isTree, isForest } = this;
    if (!words.has('loops') && pairs.some(([u, v]) => u === v)) return 'a vertex is joined to itself';
    if (!words.has('multi') || isTree) {
      const twice = twiceOf(
        pairs.map(([u, v]): Edge => [u + 1, v + 1]),
        this.isDirected,
      );
      if (twice !== undefined) return twice;
    }
    const parts = partsOf(this.vertices, pairs);
    if ((isTree || isForest) && parts.count !== this.vertices - pairs.length) return 'the edges have a cycle';
    if ((isTree || words.has('connected')) && parts.count > 1) return 'the graph falls apart';
    if (this.isDirected && words.has('acyclic') && this.topological() === undefined)
      return 'the edges have a cycle';
    if (isTree) return this.wrongTree();
    return undefined;
  }

  private wrongTree(): string | undefined {
    const { words, pairs, vertices } = this;
    if (words.has('rooted')) {
      // The child of the k-th edge is k + 1, and a path leads from 1 to it: there is no cycle.
      const isOrdered = pairs.every(([, child], at) => child === at + 1);
      if (!isOrdered) return 'the second number of an edge is not 2, 3, ... in order';
      if (!this.isRooted()) return 'a parent is no parent when 1 is the root';
    }
    const most = Math.max(0, ...this.degrees());
    if (words.has('path') && most > 2) return 'the tree is no path';
    if (words.has('star') && most < vertices - 1) return 'the tree is no star';
    return undefined;
  }

  /** Whether each edge leads away from vertex 0. */
  private isRooted(): boolean {
    const parent = new Map(this.pairs.map(([from, to]) => [to, from]));
    const order = breadthFirst(this.vertices, this.neighbours(), [0]);
    return order.every(({ vertex, from }) => vertex === 0 || parent.get(vertex) === from);
  }

  private degrees(): number[] {
    const degrees = new Array<number>(this.vertices).fill(0);
    for (const [u, v] of this.pairs) {
      degrees[u]!++;
      degrees[v]!++;
    }
    return degrees;
  }

  private neighbours(): number[][] {
    const neighbours = Array.from({ length: this.vertices }, (): number[] => []);
    for (const [u, v] of this.pairs) {
      neighbours[u]!.push(v);
      neighbours[v]!.push(u);
    }
    return neighbours;
  }

  /** Vertices so that each edge leads on; undefined when there is a cycle. */
  private topological(): number[] | undefined {
    const into = new Array<number>(this.vertices).fill(0);
    const out = Array.from({ length: this.vertices }, (): number[] => []);
    for (const [u, v] of this.pairs) {
      out[u]!.push(v);
      into[v]!++;
    }
    const order = into.flatMap((count, vertex) => (count === 0 ? [vertex] : []));
    for (const vertex of order) for (const next of out[vertex]!) if (--into[next]! === 0) order.push(next);
    return order.length === this.vertices ? order : undefined;
  }

  /**
   * In the order of `drawGraph`: vertices with their parents and labels, pairs, then the order of the edges.
   */
  private choices(): Choice[] | undefined {
    const { words, vertices, isTree, isForest, isDirected } = this;
    const needsTree = isTree || isForest || words.has('connected');
    if (!isTree && (words.has('path') || words.has('star'))) return undefined;
    if (words.has('acyclic') && isDirected && needsTree) return undefined;
    const tree = needsTree ? this.spanning() : undefined;
    const order =
      tree?.map(({ vertex }) => vertex) ??
      (words.has('acyclic') && isDirected
        ? this.topological()!
        : Array.from({ length: vertices }, (_, at) => at));
    const inside = new Array<number>(vertices).fill(0);
    order.forEach((vertex, at) => (inside[vertex] = at));
    const hasParents = tree !== undefined && !words.has('path') && !words.has('star');
    const parents = tree?.map(({ from }) => (from === undefined ? 0 : inside[from]!)) ?? [];
    const labels = insertionsOf(order);
    const choices: Choice[] = [];
    for (let at = 0; at < vertices; at++) {
      if (hasParents && at > 0) choices.push(parents[at]!);
      choices.push(labels[at]!);
    }
    const places = this.edgeOrder(choices, inside, parents);
    if (places === undefined) return undefined;
    if (isTree && words.has('rooted')) return choices;
    insertionsOf(places).forEach((fromEnd, at) => {
      const [u, v] = this.pairs[places[at]!]!;
      if (!isDirected) choices.push(u > v ? 1 : 0);
      choices.push(fromEnd);
    });
    return choices;
  }

  /** The vertices from one on, each with the one before it; parts are joined to the first vertex. */
  private spanning(): { vertex: number; from: number | undefined }[] {
    const neighbours = this.neighbours();
    const degrees = this.degrees();
    const start = this.words.has('path')
      ? Math.max(
          0,
          degrees.findIndex((degree) => degree < 2),
        )
      : this.words.has('star')
        ? degrees.indexOf(Math.max(...degrees))
        : 0;
    const starts = [start, ...Array.from({ length: this.vertices }, (_, at) => at)];
    return breadthFirst(this.vertices, neighbours, starts);
  }

  /**
   * Adds the choices of the pairs. @returns the places in the text of the edges in the order in which they
   * are drawn
   */
  private edgeOrder(
    choices: Choice[],
    inside: readonly number[],
    parents: readonly number[],
  ): number[] | undefined {
    const { pairs, words, vertices, isForest, isTree } = this;
    const isOneWay = words.has('acyclic') || !this.isDirected;
    const shape = new PairNumbers(vertices, isOneWay, words.has('loops'));
    const places = new Map<number, number[]>();
    const numbers = pairs.map(([u, v], place) => {
      const number = numberIn(shape, inside[u]!, inside[v]!, vertices);
      const same = places.get(number);
      if (same === undefined) places.set(number, [place]);
      else same.push(place);
      return number;
    });
    const drawn: number[] = [];
    const used = new TakenRanks();
    for (let at = 1; at < parents.length; at++) {
      const there = places.get(shape.numberOf(parents[at]!, at, 0));
      const [direction, found] =
        there === undefined || there.length === 0 ? [1, undefined] : [0, there.pop()];
      const place =
        found ?? (shape.isOneWay ? undefined : places.get(shape.numberOf(parents[at]!, at, 1))?.pop());
      if (place === undefined) {
        if (isForest) continue;
        return undefined;
      }
      if (isForest) {
        choices.push(used.choiceOf(at - 1));
        used.add(at - 1);
      } else {
        if (!isTree && !shape.isOneWay) choices.push(direction);
        used.add(numbers[place]!);
      }
      drawn.push(place);
    }
    if (isTree || isForest) return drawn.length === pairs.length ? drawn : undefined;
    const done = new Set(drawn);
    numbers.forEach((number, place) => {
      if (done.has(place)) return;
      choices.push(words.has('multi') ? number : used.choiceOf(number));
      used.add(number);
      drawn.push(place);
    });
    return drawn;
  }
}

function numberIn(shape: PairNumbers, i: number, j: number, vertices: number): number {
  if (i === j) return shape.total - vertices + i;
  return i < j ? shape.numberOf(i, j, 0) : shape.numberOf(j, i, 1);
}

/** How many parts a graph falls into: each vertex points towards the first of its part. */
function partsOf(vertices: number, pairs: readonly (readonly [number, number])[]): { count: number } {
  const towards = Array.from({ length: vertices }, (_, at) => at);
  const first = (vertex: number): number => {
    while (towards[vertex] !== vertex) vertex = towards[vertex] = towards[towards[vertex]!]!;
    return vertex;
  };
  let count = vertices;
  for (const [u, v] of pairs) {
    const [a, b] = [first(u), first(v)];
    if (a === b) continue;
    towards[a] = b;
    count--;
  }
  return { count };
}

/**
 * Breadth first from each start that was not reached yet; what begins a further part comes from the first
 * vertex.
 */
function breadthFirst(
  vertices: number,
  neighbours: readonly (readonly number[])[],
  starts: readonly number[],
): { vertex: number; from: number | undefined }[] {
  const seen = new Array<boolean>(vertices).fill(false);
  const order: { vertex: number; from: number | undefined }[] = [];
  for (const start of starts) {
    if (start >= vertices || seen[start]) continue;
    const begin = order.length;
    seen[start] = true;
    order.push({ vertex: start, from: order[0]?.vertex });
    for (let at = begin; at < order.length; at++) {
      for (const next of neighbours[order[at]!.vertex]!) {
        if (seen[next]) continue;
        seen[next] = true;
        order.push({ vertex: next, from: order[at]!.vertex });
      }
    }
  }
  return order;
}

/**
 * For things that stand at these places: how many of those before it each one has behind itself. Undoes
 * `placesOf`.
 */
function insertionsOf(places: readonly number[]): number[] {
  const taken = new TakenRanks();
  return places.map((place, at) => {
    const below = place - Number(taken.choiceOf(place));
    taken.add(place);
    return at - below;
  });
}
