import type { Execution, StressFailure } from '@app/contracts';
import { formatBytes, formatDuration } from '../../ui/format.js';
import { BigText } from '../../ui/BigText.js';
import { endingText, executionVerdictText } from './verdictText.js';

/** How both programs ran on the input. */
export function Executions({ failure }: { failure: StressFailure }) {
  return (
    <div className="executions">
      <ExecutionCard title="Reference" side="reference" execution={failure.reference} />
      <ExecutionCard title="Candidate" side="candidate" execution={failure.candidate} />
    </div>
  );
}

interface ExecutionCardProps {
  title: string;
  side: 'reference' | 'candidate';
  execution: Execution;
}

function ExecutionCard({ title, side, execution }: ExecutionCardProps) {
  const fine = execution.verdict === 'accepted';
  return (
    <section className={`execution ${side}`} aria-label={`Run of the ${side}`}>
      <h3>
        <span className="dot" aria-hidden="true" />
        {title}
        <span className={fine ? 'badge good' : 'badge found'}>{executionVerdictText(execution.verdict)}</span>
      </h3>
      <dl>
        <Fact name="Ended by" value={endingText(execution) || 'unknown'} />
        <Fact name="CPU time" value={formatDuration(execution.cpuTimeMs)} />
        <Fact name="Wall time" value={formatDuration(execution.wallTimeMs)} />
        <Fact name="Memory" value={formatBytes(execution.memoryBytes)} />
      </dl>
      {execution.stdoutTruncated && <p className="muted">Its output is longer than what is kept.</p>}
      {execution.stderr !== '' && (
        <details className="stderr" open={!fine}>
          <summary>stderr{execution.stderrTruncated && ' (cut)'}</summary>
          <BigText text={execution.stderr} />
        </details>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
