import type { ExecutionView, FailureView } from './expected-fields.js';
import { formatBytes, formatDuration } from '../../ui/format.js';
import { AnsiText } from '../../ui/AnsiText.js';
import { endingText, executionVerdictText } from './verdictText.js';

/** How both programs ran on the input. */
export function Executions({ failure }: { failure: FailureView }) {
  return (
    <div className="executions">
      <ExecutionCard title="Reference" side="reference" execution={failure.reference} />
      <ExecutionCard title="Candidate" side="candidate" execution={failure.candidate} />
    </div>
  );
}

interface ExecutionCardProps {
  title: string;
  side?: 'reference' | 'candidate' | undefined;
  execution: ExecutionView;
}

/** How one program ran. */
export function ExecutionCard({ title, side, execution }: ExecutionCardProps) {
  const fine = execution.verdict === 'accepted';
  return (
    <section className={`execution ${side ?? ''}`} aria-label={side ? `Run of the ${side}` : title}>
      <h3>
        {side && <span className="dot" aria-hidden="true" />}
        {title}
        <span className={fine ? 'badge good' : 'badge found'}>{executionVerdictText(execution.verdict)}</span>
      </h3>
      <dl>
        <Fact name="Ended by" value={endingText(execution) || 'unknown'} />
        {execution.limit && <Fact name="Limit" value={execution.limit.replace('_', ' ')} />}
        <Fact name="CPU time" value={formatDuration(execution.cpuTimeMs)} />
        <Fact name="Wall time" value={formatDuration(execution.wallTimeMs)} />
        <Fact name="Memory" value={formatBytes(execution.memoryBytes)} />
      </dl>
      {execution.stdoutTruncated && <p className="muted">Its output is longer than what is kept.</p>}
      {execution.processDenied && <p className="muted">It wanted to start a process, which it may not.</p>}
      {execution.stderr !== '' && (
        <details className="stderr" open={!fine}>
          <summary>stderr{execution.stderrTruncated && ' (cut)'}</summary>
          <AnsiText text={execution.stderr} />
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
