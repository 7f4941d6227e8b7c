import type { Checker, SubmissionView } from '@app/contracts';
import { useMemo, useRef, useState } from 'react';
import { plural } from '../../ui/format.js';
import type { FailureView as Failure } from './expected-fields.js';
import { FailureView, type FailureActions } from './FailureView.js';
import { executionVerdictText, inputName } from './verdictText.js';

interface FailuresProps extends FailureActions {
  failures: readonly Failure[];
  checker: Checker['type'];
  /** null: it is still running. */
  submission: SubmissionView | null;
}

/**
 * The inputs on which the programs differ: a list to pick from when there are several, the smallest first,
 * and the one picked.
 */
export function Failures({ failures, checker, submission, ...actions }: FailuresProps) {
  const [picked, setPicked] = useState<string | null>(null);
  const bySize = useMemo(() => [...failures].sort((a, b) => sizeOf(a) - sizeOf(b)), [failures]);
  const failure = failures.find((one) => keyOf(one) === picked) ?? bySize[0];
  if (!failure) return null;
  return (
    <section className="failures" aria-label="Inputs on which the programs differ">
      {failures.length > 1 && <Picker failures={bySize} picked={failure} onPick={setPicked} />}
      <FailureView
        {...actions}
        failure={failure}
        checker={checker}
        submission={submission}
        index={failures.indexOf(failure)}
        key={keyOf(failure)}
      />
    </section>
  );
}

/** One input may part several candidates from the reference. */
const keyOf = ({ iteration, candidateIndex = 0 }: Failure): string => `${iteration} ${candidateIndex}`;
const sizeOf = ({ input, inputBytes, shrunk }: Failure): number =>
  shrunk ? shrunk.input.length : (inputBytes ?? input.length);

interface PickerProps {
  failures: readonly Failure[];
  picked: Failure;
  onPick(key: string): void;
}

/** One stop of the Tab key; arrows go from input to input. */
function Picker({ failures, picked, onPick }: PickerProps) {
  const list = useRef<HTMLDivElement>(null);
  const several = failures.some(({ candidateIndex = 0 }) => candidateIndex > 0);
  const move = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = failures.indexOf(picked);
    const next = failures[(at + step + failures.length) % failures.length]!;
    onPick(keyOf(next));
    list.current?.querySelectorAll('button')[failures.indexOf(next)]?.focus();
  };
  return (
    <>
      <p className="failure-summary">{summaryOf(failures)}</p>
      <div className="failure-list" role="group" aria-label="Pick an input" ref={list} onKeyDown={move}>
        {failures.map((one) => (
          <button
            key={keyOf(one)}
            type="button"
            className="pick"
            aria-pressed={one === picked}
            tabIndex={one === picked ? 0 : -1}
            onClick={() => onPick(keyOf(one))}
          >
            {inputName(one)}
            {several && `, candidate ${(one.candidateIndex ?? 0) + 1}`} <span>{outcomeText(one)}</span>
          </button>
        ))}
      </div>
    </>
  );
}

/** `2 wrong answers, 1 runtime error`. */
function summaryOf(failures: readonly Failure[]): string {
  const counts = new Map<string, number>();
  for (const failure of failures) {
    const text = outcomeText(failure).toLowerCase();
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => plural(count, text)).join(', ');
}

function outcomeText({ reference, candidate }: Failure): string {
  if (reference.verdict !== 'accepted') return 'Reference failed';
  return executionVerdictText(candidate.verdict);
}
