import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { isFinal } from '@app/client';
import type { StressRequest, SubmissionView } from '@app/contracts';
import { useRef } from 'react';
import { client } from '../../api/client.js';
import { useLoginHref, useSession } from '../../features/session/session.js';
import { draftOf, leftOut, nameOfDraft, programDraftOf } from '../../features/drafts/draft.js';
import { newDraftId, writeDraft } from '../../features/drafts/draftStore.js';
import { keepAsTest } from '../../features/drafts/keepAsTest.js';
import { useLiveSubmission } from '../../features/live/useLiveSubmission.js';
import type { KeptSubmission } from '../../features/results/expected-fields.js';
import { KIND_VIEWS } from '../../features/results/kinds/index.js';
import { Results } from '../../features/results/Results.js';
import { ShareButton } from '../../features/results/ShareButton.js';
import { spokenState, titleOf } from '../../features/results/spokenState.js';
import { stressResultOf } from '../../features/results/verdictText.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { say } from '../../ui/toasts.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { openInPage, pageOf } from './openInPage.js';
import { ProgramsTab } from './ProgramsTab.js';
import { SettingsTab } from './SettingsTab.js';

const route = getRouteApi('/s/$id');
const TABS = ['result', 'programs', 'settings', 'json'] as const;
type Tab = (typeof TABS)[number];
const PAGE_NAMES = { '/': 'Stress', '/run': 'Run', '/judge': 'Judge' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One submission of any kind, for looking at: no editor of the visitor's is touched. */
export function SubmissionPage() {
  const { id } = route.useParams();
  const isId = UUID.test(id);
  const { state, cancel, again } = useLiveSubmission(isId ? id : null);
  const loginHref = useLoginHref();
  const session = useSession();
  usePageTitle(titleOf(state) || 'Submission');
  const view = state.phase === 'final' ? state.view : state.phase === 'active' ? state.view : null;
  const tab = (TABS.find((name) => name === route.useSearch().tab) ?? 'result') satisfies Tab;
  const navigate = useNavigate();
  if (!isId) return <NoSuchId id={id} />;
  const seed = view ? stressResultOf(view)?.seed : undefined;
  return (
    <div className="page submission-page">
      <Head view={view} />
      {view && <Actions view={view} />}
      {view && (
        <div className="tabs" role="group" aria-label="Parts of the submission">
          {TABS.map((name) => (
            <Link
              key={name}
              to="/s/$id"
              params={{ id }}
              search={name === 'result' ? {} : { tab: name }}
              className="tab"
              activeOptions={{ exact: true, includeSearch: true }}
              aria-current={name === tab ? 'page' : undefined}
              resetScroll={false}
            >
              {name === 'json' ? 'JSON' : name}
            </Link>
          ))}
        </div>
      )}
      {(tab === 'result' || !view) && (
        <section className="results" aria-label="Result">
          <Results
            state={state}
            onCancel={() => void cancel()}
            onRetry={again}
            loginHref={session?.user ? null : loginHref}
            invitation={null}
            {...actionsOf(view, seed, navigate)}
          />
          {state.phase === 'rejected' && state.problem.status === 404 && (
            <p className="prose">
              It may be private, so that only its owner sees it, or it was removed.{' '}
              {session?.user
                ? 'Ask whoever gave you the link to share it.'
                : 'If it is yours, you may have to log in to see it.'}
            </p>
          )}
        </section>
      )}
      {view && tab === 'programs' && <ProgramsTab view={view} />}
      {view && tab === 'settings' && <SettingsTab view={view} />}
      {view && tab === 'json' && <JsonTab view={view} />}
      <p className="visually-hidden" role="status">
        {spokenState(state)}
      </p>
    </div>
  );
}

function actionsOf(
  view: SubmissionView | null,
  seed: string | undefined,
  navigate: ReturnType<typeof useNavigate>,
) {
  if (view?.request.kind !== 'stress') return {};
  const { request } = view;
  const open = async (change: object) => {
    const content = { ...draftOf(request), ...change };
    await writeDraft({
      id: newDraftId(),
      kind: 'stress',
      name: nameOfDraft(content),
      updatedAt: Date.now(),
      content,
      runId: null,
    });
    await navigate({ to: '/' });
  };
  return {
    onRunInput: (input: string) => void open({ inputsFrom: 'list', inputs: [input] }),
    ...(seed && { onUseSeed: () => void open({ seed }) }),
    onKeepAsTest: (input: string, expected: string) =>
      void keepAsTest(programDraftOf(request.candidate), input, expected),
  };
}

function NoSuchId({ id }: { id: string }) {
  usePageTitle('No submission');
  return (
    <div className="prose">
      <h1>This is no submission</h1>
      <p>
        <code>{id}</code> is not the id of a submission: perhaps the address was cut when it was copied.
      </p>
      <p>
        <Link to="/submissions">Your submissions</Link> · <Link to="/">Start page</Link>
      </p>
    </div>
  );
}

function Head({ view }: { view: SubmissionView | null }) {
  if (!view) return <h1 className="page-title">Submission</h1>;
  const kept = view as KeptSubmission;
  return (
    <header className="page-head">
      <h1 className="page-title">
        {kept.name || KIND_VIEWS[view.kind].name}
        {kept.name && <span className="tag">{KIND_VIEWS[view.kind].name}</span>}
      </h1>
      <p className="facts">
        <span>
          <RelativeTime at={view.createdAt} />
        </span>
        {kept.mine === true && <span>yours</span>}
        {kept.mine === false && <span>shared by its link</span>}
        <code>{view.id}</code>
      </p>
    </header>
  );
}

function Actions({ view }: { view: SubmissionView }) {
  const navigate = useNavigate();
  const busy = useRef(false);
  const again = async (request: object) => {
    if (busy.current) return;
    busy.current = true;
    try {
      const { id } = await client.submissions.create(request as never);
      await navigate({ to: '/s/$id', params: { id } });
    } catch (error) {
      say(`Not run: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      busy.current = false;
    }
  };
  const open = () => void openInPage(view).then((to) => navigate({ to }));
  const stress = view.request.kind === 'stress' ? (view.request as StressRequest) : null;
  const seed = stressResultOf(view)?.seed;
  const missing = stress ? leftOut(stress) : [];
  return (
    <>
      <div className="page-actions">
        <button type="button" className="button small" data-testid="open-in-workbench" onClick={open}>
          Open in {PAGE_NAMES[pageOf(view.request)]}
        </button>
        {isFinal(view) && (
          <button
            type="button"
            className="button small"
            data-testid="run-again"
            onClick={() => void again({ ...view.request, ...(stress && seed && { seed }) })}
          >
            Run again
          </button>
        )}
        {isFinal(view) && stress && (
          <button
            type="button"
            className="button small"
            onClick={() => void again({ ...stress, seed: undefined })}
          >
            Run with other inputs
          </button>
        )}
        {seed && <CopyButton label="Copy the seed" caption="Copy seed" text={() => seed} />}
        <ShareButton view={view} key={view.id} />
      </div>
      {missing.length > 0 && (
        <p className="notice" data-testid="left-out">
          The workbench does not hold all of this run. Missing there: {missing.join(', ')}.
        </p>
      )}
    </>
  );
}

function JsonTab({ view }: { view: SubmissionView }) {
  const text = JSON.stringify(view, null, 2);
  return (
    <section className="card" aria-label="JSON">
      <div className="card-head">
        <h2>JSON</h2>
        <span className="head-end">
          <CopyButton label="Copy the JSON" text={() => text} />
        </span>
      </div>
      <pre className="big-text json" tabIndex={0}>
        {text.slice(0, 200_000)}
      </pre>
    </section>
  );
}
