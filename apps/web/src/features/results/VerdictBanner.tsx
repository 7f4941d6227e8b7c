import type { FinalState } from '../live/live.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { AlertIcon, CheckIcon, DifferIcon, StopIcon } from '../../ui/icons.js';
import { runFacts, stressResultOf, verdictText, type Tone } from './verdictText.js';

const ICONS: Record<Tone, () => React.ReactNode> = {
  found: DifferIcon,
  good: CheckIcon,
  bad: AlertIcon,
  neutral: StopIcon,
};

/** The one sentence that the visitor came for. */
export function VerdictBanner({ state, stale }: { state: FinalState; stale: boolean }) {
  const { view } = state;
  const { tone, title, detail } = verdictText(state);
  const Icon = ICONS[tone];
  const seed = stressResultOf(view)?.seed;
  return (
    <div className={`banner ${tone}`} data-testid="verdict" data-verdict={view.verdict ?? view.status}>
      <span className="banner-icon">
        <Icon />
      </span>
      <div className="banner-text">
        <h2>{title}</h2>
        {detail !== '' && <p className={detail.includes('\n') ? 'verbatim' : undefined}>{detail}</p>}
        <p className="facts">
          {runFacts(view).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {seed && <span>seed {seed}</span>}
          {stale && <span className="badge warn">edited since this run</span>}
        </p>
      </div>
      <div className="banner-end">
        {seed && <CopyButton label="Copy the seed" caption="Copy seed" text={() => seed} />}
        <CopyButton
          icon="link"
          label="Copy a link to this result"
          caption="Copy link"
          text={() => location.href}
        />
      </div>
    </div>
  );
}
