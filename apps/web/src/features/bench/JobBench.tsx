import type { ReactNode } from 'react';
import type { DraftKind } from '../drafts/draftStore.js';
import { DraftMenu } from '../drafts/DraftMenu.js';
import type { Drafting } from '../drafts/useDraft.js';
import { EditorHint } from '../editor/EditorHint.js';
import type { LiveState } from '../live/live.js';
import { spokenState } from '../results/spokenState.js';
import { Splitter, splitStyle, useSplit } from '../../ui/Splitter.js';

interface JobBenchProps<T> {
  kind: DraftKind;
  title: string;
  work: Drafting<T>;
  state: LiveState;
  /** Percent of the width that the left side has at first. */
  width: number;
  /** What is edited. */
  left: ReactNode;
  /** What came of it. */
  result: ReactNode;
}

/** A page with a program and its settings on the left and what came of it on the right. */
export function JobBench<T>({ kind, title, work, state, width, left, result }: JobBenchProps<T>) {
  const [percent, setPercent] = useSplit(kind, width);
  return (
    <div className="page bench-page">
      <div className="bench-bar">
        <h1 className="tagline">{title}</h1>
        <div className="bench-tools">
          <DraftMenu kind={kind} onPick={work.open} />
        </div>
      </div>
      {work.trouble && (
        <p className="notice" role="alert">
          {work.trouble}
        </p>
      )}
      <div className="bench" style={splitStyle(percent)}>
        <div className="bench-left">{left}</div>
        <Splitter label="Width of the program" percent={percent} onChange={setPercent} />
        <section className="results" id="pane-result" aria-label="Result" tabIndex={-1}>
          {result}
        </section>
      </div>
      <p className="visually-hidden" role="status">
        {spokenState(state)}
      </p>
      <footer className="foot">
        <EditorHint />
      </footer>
    </div>
  );
}
