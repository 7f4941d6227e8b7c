import { clexError } from '../language/errors.js';
import type { Context } from './context.js';
import { wholeOf, type Operand } from './expressions.js';
import type { PlanGraph } from './plan.js';
import { placesOf, TakenRanks } from './ranks.js';
import type { Owner } from './recorder.js';
import { floorDivide, floorModulo, multiply, subtract, type Whole } from './whole.js';

export type Edge = readonly [u: Whole, v: Whole];

/** The edges of a tree or a graph, in the order in which they are printed. */
export function drawGraph(context: Context, unit: PlanGraph): Edge[] {
  const sizes = unit.sizes.map((size) => wholeOf(size, context.scope));
  if (unit.shape === 'bipartite') return new Drawer(context, unit).bipartite(sizes[0]!, sizes[1]!, sizes[2]!);
  const least = unit.shape === 'tree' ? 1 : 0;
  if (sizes[0]! < least) {
    throw clexError('too_few_vertices', unit.span, { vertices: `${sizes[0]!}`, shape: unit.shape });
  }
  const vertices = context.spend(sizes[0]!, unit.span);
  const drawer = new Drawer(context, unit);
  return unit.shape === 'tree' ? drawer.tree(vertices) : drawer.graph(vertices, sizes[1]!);
}

/** A tree as it is drawn: vertex 0 and for each later one its parent, with labels from 1. */
interface Labelled {
  /** Parent of vertex i + 1. */
  readonly parents: readonly number[];
  readonly labels: readonly number[];
}

class Drawer {
  constructor(
    private readonly context: Context,
    private readonly unit: PlanGraph,
  ) {}

  tree(vertices: number): Edge[] {
    const { parents, labels } = this.labelled(vertices, this.parentChooser());
    const edges = parents.map((parent, at): Edge => ordered(labels[parent]!, labels[at + 1]!));
    if (!this.has('rooted')) return this.disorder(edges, false);
    // Vertex 1 is the root: it changes its label with the one that has it. Edges come in the order of the
    // child.
    const root = labels[0]!;
    const relabelled = labels.map((label) => (label === 1 ? root : label === root ? 1 : label));
    return parents
      .map((parent, at): [number, number] => [relabelled[parent]!, relabelled[at + 1]!])
      .sort((a, b) => a[1] - b[1]);
  }

  graph(vertices: number, wanted: Whole): Edge[] {
    const isForest = this.has('acyclic') && !this.has('directed');
    const shape = new PairNumbers(vertices, this.has('acyclic') || !this.has('directed'), this.has('loops'));
    const edges = this.checkEdges(vertices, wanted, isForest ? Math.max(0, vertices - 1) : shape.total);
    const needsTree = this.has('connected') || isForest;
    const { parents, labels } = this.labelled(vertices, needsTree ? this.parentChooser() : undefined);
    if (isForest) {
      // So many edges of a tree.
      const chosen = this.distinct(vertices - 1, edges, new TakenRanks());
      return this.disorder(
        chosen.map((at) => ordered(labels[parents[Number(at)]!]!, labels[Number(at) + 1]!)),
        false,
      );
    }
    const pairs = this.pairs(edges, shape, this.has('connected') ? parents : []);
    const isDirected = this.has('directed');
    const named = pairs.map(([i, j]): Edge => {
      return isDirected ? [labels[i]!, labels[j]!] : ordered(labels[i]!, labels[j]!);
    });
    return this.disorder(named, isDirected);
  }

  bipartite(left: Whole, right: Whole, wanted: Whole): Edge[] {
    const { unit, context } = this;
    for (const side of [left, right]) {
      if (side < 0)
        throw clexError('too_few_vertices', unit.span, { vertices: `${side}`, shape: unit.shape });
    }
    const total = multiply(left, right);
    const edges = this.checkEdges(`${left} and ${right}`, wanted, total);
    const numbers = this.has('multi')
      ? Array.from({ length: edges }, () => context.recorder.index(total))
      : this.distinct(total, edges, new TakenRanks());
    return numbers.map((number): Edge => [
      Number(floorDivide(number, right)) + 1,
      Number(floorModulo(number, right)) + 1,
    ]);
  }

  /** The number of edges, when they are possible. */
  private checkEdges(vertices: number | string, wanted: Whole, possible: Whole): number {
    const { unit, context } = this;
    const fits = this.has('multi') ? wanted <= 0 || possible > 0 : wanted <= possible;
    if (!fits) {
      const details = { edges: `${wanted}`, vertices: `${vertices}`, possible: `${possible}` };
      throw clexError('too_many_edges', unit.span, details);
    }
    if (this.has('connected') && typeof vertices === 'number' && wanted < vertices - 1) {
      throw clexError('too_few_edges', unit.span, { edges: `${wanted}`, vertices: `${vertices}` });
    }
    return context.spend(context.notNegative(wanted, unit.span), unit.span);
  }

  private pairs(edges: number, shape: PairNumbers, parents: readonly number[]): [number, number][] {
    const { recorder } = this.context;
    const used = new TakenRanks();
    const pairs = parents.map((parent, at) => {
      const number = shape.numberOf(parent, at + 1, shape.isOneWay ? 0 : recorder.small(2));
      used.add(number);
      return shape.pairOf(number);
    });
    const rest = edges - pairs.length;
    if (this.has('multi')) {
      for (let edge = 0; edge < rest; edge++) {
        const at = recorder.length;
        pairs.push(shape.pairOf(recorder.small(shape.total)));
        recorder.keepRound(at, this.ownersOf(this.unit.sizes[1]));
      }
      return pairs;
    }
    for (const number of this.distinct(shape.total, rest, used)) pairs.push(shape.pairOf(Number(number)));
    return pairs;
  }

  /** So many different numbers of [0, total) that are not in `taken`. */
  private distinct(total: Whole, count: number, taken: TakenRanks): Whole[] {
    const { recorder } = this.context;
    const owners = this.ownersOf(this.unit.sizes.at(-1));
    return Array.from({ length: count }, () => {
      const at = recorder.length;
      const number = taken.freeAt(recorder.index(subtract(total, taken.size)));
      taken.add(number);
      recorder.keepRound(at, owners);
      return number;
    });
  }

  /** Vertices one after the other: a parent, and a place among the labels. */
  private labelled(vertices: number, parentOf: ((vertex: number) => number) | undefined): Labelled {
    const { recorder } = this.context;
    const owners = this.ownersOf(this.unit.sizes[0]);
    const parents: number[] = [];
    const fromEnd: number[] = [];
    for (let vertex = 0; vertex < vertices; vertex++) {
      const at = recorder.length;
      if (vertex > 0 && parentOf !== undefined) parents.push(parentOf(vertex));
      // 0: at the end, labels in order
      fromEnd.push(recorder.small(vertex + 1));
      if (vertex > 0) recorder.keepRound(at, owners);
    }
    return { parents, labels: placesOf(fromEnd).map((place) => place + 1) };
  }

  /** How parents are drawn differs from input to input; what is kept are the parents themselves. */
  private parentChooser(): (vertex: number) => number {
    if (this.has('path')) return (vertex) => vertex - 1;
    if (this.has('star')) return () => 0;
    const { recorder } = this.context;
    const shape = SHAPES[recorder.aside(8)];
    if (shape === undefined) return (vertex) => recorder.small(vertex);
    return (vertex) =>
      recorder.smallBy(vertex, ({ random }) => shape(vertex, (count) => random.below(count)));
  }

  /** Edges in another order, and where they have no direction the ends in any. */
  private disorder(edges: readonly Edge[], isDirected: boolean): Edge[] {
    const { recorder } = this.context;
    const turned: Edge[] = [];
    const fromEnd = edges.map(([a, b], at) => {
      turned.push(!isDirected && recorder.small(2) === 1 ? [b, a] : [a, b]);
      return recorder.small(at + 1);
    });
    const out = new Array<Edge>(edges.length);
    placesOf(fromEnd).forEach((place, at) => (out[place] = turned[at]!));
    return out;
  }

  private ownersOf(size: Operand | undefined): Owner[] {
    return size === undefined || !this.context.recorder.isRecording ? [] : this.context.ownersOf(size);
  }

  private has(word: PlanGraph['words'] extends ReadonlySet<infer W> ? W : never): boolean {
    return this.unit.words.has(word);
  }
}

/**
 * Shapes of trees on which programs fail: paths, stars, binary, deep, broom, caterpillar; else any parent.
 */
const SHAPES: readonly ((vertex: number, below: (count: number) => number) => number)[] = [
  (vertex) => vertex - 1,
  () => 0,
  (vertex) => Math.floor((vertex - 1) / 2),
  (vertex, below) => Math.max(0, vertex - 1 - below(3)),
  (vertex, below) => below(Math.min(vertex, 3)),
  (vertex, below) => (vertex < 6 ? vertex - 1 : below(6)),
];

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** Numbers for the pairs of vertices 0..n-1, pairs of low vertices first, loops last. */
export class PairNumbers {
  readonly total: number;

  /** @param isOneWay only pairs i < j; else each of them in both directions */
  constructor(
    private readonly vertices: number,
    readonly isOneWay: boolean,
    private readonly hasLoops: boolean,
  ) {
    const pairs = (vertices * (vertices - 1)) / 2;
    this.total = (isOneWay ? pairs : 2 * pairs) + (hasLoops ? vertices : 0);
  }

  /** The number of i < j; `direction` 1 is from j to i. */
  numberOf(i: number, j: number, direction: number): number {
    const pair = (j * (j - 1)) / 2 + i;
    return this.isOneWay ? pair : 2 * pair + direction;
  }

  pairOf(number: number): [number, number] {
    const loop = number - (this.total - this.vertices);
    if (this.hasLoops && loop >= 0) return [loop, loop];
    const pair = this.isOneWay ? number : Math.floor(number / 2);
    // The greatest j with j(j-1)/2 <= pair: a square root, and a step where it was rounded.
    let j = Math.floor((1 + Math.sqrt(1 + 8 * pair)) / 2);
    while ((j * (j - 1)) / 2 > pair) j--;
    while ((j * (j + 1)) / 2 <= pair) j++;
    const i = pair - (j * (j - 1)) / 2;
    return !this.isOneWay && number % 2 === 1 ? [j, i] : [i, j];
  }
}
