import type { ReactNode } from 'react';
import { AlertIcon, CheckIcon, DifferIcon, StopIcon } from '../../ui/icons.js';
import type { FinalState } from '../live/live.js';
import type { KeptSubmission } from './expected-fields.js';
import { KIND_VIEWS } from './kinds/index.js';
import { stressResultOf, type Tone } from './verdictText.js';

const ICONS: Record<Tone, () => ReactNode> = {
  found: DifferIcon,
  good: CheckIcon,
  bad: AlertIcon,
  neutral: StopIcon,
};

interface VerdictBannerProps {
  state: FinalState;
  /** The editors hold something else than what was run. */
  stale?: boolean;
  /** What can be done with the result. */
  children?: ReactNode;
}

/** The one sentence that the visitor came for. */
export function VerdictBanner({ state, stale = false, children }: VerdictBannerProps) {
  const { view } = state;
  const kind = KIND_VIEWS[view.kind];
  const { tone, title, detail } = kind.verdictText(state);
  const Icon = ICONS[tone];
  const seed = stressResultOf(view)?.seed;
  const { cached } = view as KeptSubmission;
  return (
    <div className={`banner ${tone}`} data-testid="verdict" data-verdict={view.verdict ?? view.status}>
      <span className="banner-icon">
        <Icon />
      </span>
      <div className="banner-text">
        <h2>{title}</h2>
        {detail !== '' && <p className={detail.includes('\n') ? 'verbatim' : undefined}>{detail}</p>}
        <p className="facts">
          {cached ? (
            <span className="badge warn" data-testid="cached">
              from cache: an earlier run of the same work
            </span>
          ) : (
            kind.facts(view).map((fact) => <span key={fact}>{fact}</span>)
          )}
          {seed && <span>seed {seed}</span>}
          {stale && <span className="badge warn">edited since this run</span>}
        </p>
      </div>
      {children && <div className="banner-end">{children}</div>}
    </div>
  );
}
