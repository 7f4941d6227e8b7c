import type { Archive } from '../archive/archive.js';
import type { Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import { naturally } from '../text/natural-order.js';
import { emptyProblem, fileData } from '../text/problem.js';
import { settingsOf } from '../text/settings.js';
import { addDomjudgeSettings } from './domjudge.js';
import { readKattisSolutions } from './kattis-solutions.js';

/** A zip with a domjudge-problem.ini and pairs of files, without a problem.yaml. */
export async function readDomjudge(archive: Archive): Promise<Problem<Content>> {
  const problem = emptyProblem('domjudge', 'problem');
  // DOMjudge's own comparison is that of Kattis.
  problem.checker = { type: 'tokens', caseSensitive: false };
  for (const path of [...archive.paths].sort(naturally)) {
    const match = /^((?:data\/)?(?:(sample|secret)\/)?.*)\.in$/.exec(path);
    if (!match || path.startsWith('submissions/')) continue;
    const answer = archive.file(`${match[1]}.ans`) ?? archive.file(`${match[1]}.out`);
    problem.tests.push({
      name: match[1]!.replace(/^data\//, ''),
      input: fileData(archive.file(path)!),
      ...(answer && { answer: fileData(answer) }),
      ...(match[2] === 'sample' && { sample: true }),
    });
  }
  problem.tests.sort((left, right) => Number(right.sample ?? false) - Number(left.sample ?? false));
  await addDomjudgeSettings(archive, problem);
  const settings = settingsOf(undefined);
  const pack = { archive, settings, isModern: false, isScoring: false, domjudgeScoring: false, problem };
  problem.solutions = await readKattisSolutions(pack);
  return problem;
}
