import type { StressRequest, StressResult } from '@app/contracts';

/** From so many iterations on few different inputs are worth a word. */
const MIN_ITERATIONS = 20;
/** Fewer different inputs than this share of the iterations are few. */
const FEW_SHARE = 0.5;

/** What programs write when the input ends before they have read what they want. */
const END_OF_INPUT =
  /EOFError|NoSuchElementException|end of file|EOF when reading|UnexpectedEof|nil \(NoMethodError\)/i;

/** What the owner of a job should know, in words. */
export function hintsFor({ generator, candidates }: StressRequest, result: StressResult): string[] {
  const hints: string[] = [];
  const { iterations, distinctInputs, failures } = result;
  if (iterations >= MIN_ITERATIONS && distinctInputs < iterations * FEW_SHARE) {
    const what =
      'program' in generator ? 'the generator does not use its seed and index' : 'the inputs are few';
    hints.push(`Only ${distinctInputs} of ${iterations} inputs were different: ${what}.`);
  }
  const wantedMore = failures.some(({ reference, candidate, input }) => {
    const isOneLine = !input.trimEnd().includes('\n');
    return isOneLine && [reference, candidate].some(({ stderr }) => END_OF_INPUT.test(stderr));
  });
  if ('clex' in generator && wantedMore) {
    hints.push(
      'A program wanted further lines, and the inputs have one: in clex ";" ends a line, as in "n=N[1,5] ; N[1,9]{n} ;".',
    );
  }
  if (failures.some(({ kind }) => kind === 'nondeterministic')) {
    const whose = candidates === undefined ? 'the candidate' : 'a candidate';
    hints.push(
      `A failure did not come again when it was run once more: ${whose} may use what it never set, the time, or chance.`,
    );
  }
  return hints;
}
