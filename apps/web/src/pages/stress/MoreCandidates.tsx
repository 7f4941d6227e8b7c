import type { Compilation, LanguageView } from '@app/contracts';
import type { Draft, ProgramDraft } from '../../features/drafts/draft.js';
import { compiledAs } from '../../features/live/live.js';
import { ProgramPanel } from '../../features/stress/ProgramPanel.js';

interface MoreCandidatesProps {
  draft: Draft;
  languages: readonly LanguageView[] | null;
  compilations: Readonly<Record<string, Compilation>>;
  onChange(more: ProgramDraft[]): void;
}

/** What one job takes, the first candidate included. */
const MOST = 16;

/** Further programs to be broken on the same inputs, and how to add one. */
export function MoreCandidates({ draft, languages, compilations, onChange }: MoreCandidatesProps) {
  const { more } = draft;
  return (
    <>
      {more.map((program, index) => {
        const number = index + 2;
        return (
          <ProgramPanel
            key={number}
            role={`candidate-${number}`}
            title={`Candidate ${number}`}
            about=""
            program={program}
            languages={languages}
            compilation={compilations[compiledAs('candidate', index + 1)]}
            onChange={(changed) => onChange(more.map((one, at) => (at === index ? changed : one)))}
          >
            <p className="page-actions padded">
              <button
                type="button"
                className="button small"
                onClick={() => onChange(more.filter((_, at) => at !== index))}
              >
                Remove candidate {number}
              </button>
            </p>
          </ProgramPanel>
        );
      })}
      {more.length + 1 < MOST && (
        <p className="add-candidate">
          <button
            type="button"
            className="button small"
            data-testid="add-candidate"
            onClick={() => onChange([...more, { ...draft.candidate, source: '' }])}
          >
            Add a candidate
          </button>
          {more.length >= 2 && (
            <span className="muted"> Without a reference the answer of most candidates counts as right.</span>
          )}
        </p>
      )}
    </>
  );
}
