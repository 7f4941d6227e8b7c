import type { StressFailure, SubmissionView } from '@app/contracts';
import { client } from '../../api/client.js';
import { stressResultOf } from './verdictText.js';

/**
 * The whole of a failing input of which a result shows the beginning: taken from the request where that lists
 * its inputs, drawn again from seed and iteration where a clex described it, else what the service keeps of
 * it.
 * @throws ApiError where none of these has it
 */
export async function wholeInput(
  view: SubmissionView,
  failure: StressFailure,
  index: number,
): Promise<string | Uint8Array> {
  const seed = stressResultOf(view)?.seed;
  if (view.request.kind === 'stress') {
    const { generator, strategy = 'mixed' } = view.request;
    const listed = 'inputs' in generator ? generator.inputs[failure.iteration] : undefined;
    if (listed !== undefined) return listed;
    if ('clex' in generator && seed !== undefined) {
      const draw = { clex: generator.clex, seed, index: failure.iteration, count: 1, strategy };
      const { inputs } = await client.service.drawInputs(draw);
      if (inputs[0] !== undefined) return inputs[0];
    }
  }
  return client.submissions.blob(view.id, `failures/${index}/input`);
}
