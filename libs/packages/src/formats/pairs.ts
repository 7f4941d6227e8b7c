import { naturally } from '../text/natural-order.js';

/** A test that was found by the names of its files. */
export interface FilePair {
  name: string;
  input: string;
  answer?: string;
}

interface Rule {
  /** What it is called where it was used. */
  title: string;
  input: RegExp;
  /** Where the answer of an input may be; the first that is there is taken. */
  answers: (match: RegExpExecArray) => string[];
  /** The answers, to find those without an input. */
  answer: RegExp;
  name: (match: RegExpExecArray) => string;
}

const RULES: readonly Rule[] = [
  {
    title: 'X.in with X.out, X.ans or X.a',
    input: /^(.*)\.in$/i,
    answer: /^(.*)\.(out|ans|a)$/i,
    answers: ([, stem]) => [`${stem}.out`, `${stem}.ans`, `${stem}.a`],
    name: ([, stem]) => stem!,
  },
  {
    title: 'X.inp with X.out',
    input: /^(.*)\.inp$/i,
    answer: /^(.*)\.out$/i,
    answers: ([, stem]) => [`${stem}.out`],
    name: ([, stem]) => stem!,
  },
  {
    title: 'inputK.txt with outputK.txt',
    input: /^((?:.*\/)?)input[-_]?(\d+)\.txt$/i,
    answer: /^((?:.*\/)?)output[-_]?(\d+)\.txt$/i,
    answers: ([path, folder, number]) => [
      `${folder}output${number}.txt`,
      `${folder}output_${number}.txt`,
      `${folder}output-${number}.txt`,
      path!.replace(/input(?![\s\S]*input)/i, 'output'),
    ],
    name: ([, folder, number]) => `${folder}${number}`,
  },
  {
    title: 'folders in and out, or input and output',
    input: /^((?:.*\/)?)(in|input|inputs)\/(.+?)(\.txt|\.in)?$/i,
    answer: /^((?:.*\/)?)(out|output|outputs)\/(.+?)(\.txt|\.out|\.ans)?$/i,
    answers: ([, folder, kind, stem, extension]) => {
      const outside = `${folder}${kind!.toLowerCase().replace('in', 'out').replace('output', 'output')}`;
      const named = kind!.toLowerCase().startsWith('input')
        ? [`${folder}${kind!.replace(/input/i, 'output')}`]
        : [outside];
      return named.flatMap((place) =>
        ['', extension ?? '', '.txt', '.out', '.ans'].map((end) => `${place}/${stem}${end}`),
      );
    },
    name: ([, folder, , stem]) => `${folder}${stem}`,
  },
  {
    title: 'K with K.a',
    input: /^((?:.*\/)?\d+)$/,
    answer: /^((?:.*\/)?\d+)\.a$/,
    answers: ([path]) => [`${path}.a`],
    name: ([path]) => path!,
  },
  {
    title: 'X.inK with X.outK or X.ouK',
    input: /^(.*)\.in(\d+)$/i,
    answer: /^(.*)\.(?:ou|out|ans)(\d+)$/i,
    answers: ([, stem, number]) => [`${stem}.out${number}`, `${stem}.ou${number}`, `${stem}.ans${number}`],
    name: ([, stem, number]) => `${stem}${number}`,
  },
];

/** The rule that finds tests among these paths, the first that finds pairs; undefined when none does. */
export function ruleOf(paths: readonly string[]): Rule | undefined {
  const lower = new Set(paths.map((path) => path.toLowerCase()));
  const hasPair = ({ input, answers }: Rule) =>
    paths.some((path) => {
      const match = input.exec(path);
      return match !== null && answers(match).some((answer) => lower.has(answer.toLowerCase()));
    });
  return RULES.find(hasPair) ?? RULES.find(({ input }) => paths.some((path) => input.test(path)));
}

/** Pairs of input and answer by their names, in natural order; extensions count in any case. */
export function pairedFiles(paths: readonly string[], rule = ruleOf(paths)): FilePair[] {
  if (!rule) return [];
  const byLower = new Map(paths.map((path) => [path.toLowerCase(), path]));
  const pairs: FilePair[] = [];
  for (const path of paths) {
    const match = rule.input.exec(path);
    if (!match) continue;
    const answer = rule
      .answers(match)
      .map((name) => byLower.get(name.toLowerCase()))
      .find((name) => name !== undefined && name !== path);
    pairs.push({ name: rule.name(match), input: path, ...(answer !== undefined && { answer }) });
  }
  return pairs.sort((left, right) => naturally(left.name, right.name));
}

/** Answers that no input goes with. */
export function loneAnswers(paths: readonly string[], rule: Rule, pairs: readonly FilePair[]): string[] {
  const used = new Set(pairs.map(({ answer }) => answer));
  return paths.filter((path) => rule.answer.test(path) && !rule.input.test(path) && !used.has(path));
}
