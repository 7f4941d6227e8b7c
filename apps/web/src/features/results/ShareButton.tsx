import { problemOf, type Problem } from '@app/client';
import type { SubmissionView } from '@app/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Dialog } from '../../ui/Dialog.js';
import { LinkIcon } from '../../ui/icons.js';
import type { KeptSubmission } from './expected-fields.js';

/** Who may see a result: says it, and lets its owner change it. */
export function ShareButton({ view }: { view: SubmissionView }) {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const [shared, setShared] = useState<boolean>((view as KeptSubmission).public === true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const link = `${location.origin}/s/${view.id}`;
  const mine = (view as KeptSubmission).mine !== false;
  const change = (next: boolean) => {
    setProblem(null);
    setShared(next);
    client.submissions.change(view.id, { public: next }).then(
      () => {
        queries.setQueryData<SubmissionView>(['submission', view.id], (before) =>
          before ? ({ ...before, public: next } as SubmissionView) : before,
        );
      },
      (error: unknown) => {
        setShared(!next);
        setProblem(problemOf(error));
      },
    );
  };
  return (
    <>
      <button type="button" className="button small" data-testid="share-button" onClick={() => setOpen(true)}>
        <LinkIcon />
        <span>Share</span>
        <span className="muted">{shared ? 'link' : 'private'}</span>
      </button>
      {open && (
        <Dialog title="Who can see this" onClose={() => setOpen(false)}>
          {mine ? (
            <fieldset className="choices">
              <legend className="visually-hidden">Who can see this</legend>
              <Choice name="Only you" about="And admins." checked={!shared} onPick={() => change(false)} />
              <Choice
                name="Anyone with the link"
                about="Programs, inputs and result."
                checked={shared}
                onPick={() => change(true)}
              />
            </fieldset>
          ) : (
            <p>Somebody shared this with you by its link.</p>
          )}
          {problem && (
            <p className="card-error" role="alert">
              Not changed: {problem.detail || problem.title}
            </p>
          )}
          <div className="copy-line">
            <input className="input" readOnly value={link} aria-label="Link" />
            <CopyButton icon="link" label="Copy the link" caption="Copy link" text={() => link} />
          </div>
          {!shared && mine && (
            <p className="muted">As long as only you can see it, the link works for you alone.</p>
          )}
        </Dialog>
      )}
    </>
  );
}

interface ChoiceProps {
  name: string;
  about: string;
  checked: boolean;
  onPick(): void;
}

function Choice({ name, about, checked, onPick }: ChoiceProps) {
  return (
    <label className="choice">
      <input type="radio" name="visibility" checked={checked} onChange={onPick} />
      <span>
        <strong>{name}</strong> <span className="muted">{about}</span>
      </span>
    </label>
  );
}
