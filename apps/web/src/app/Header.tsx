import type { RunnerInfo } from '@app/contracts';
import { ShieldIcon } from '../ui/icons.js';
import { Menu, type MenuItem } from '../ui/Menu.js';
import { Account } from './Account.js';

interface HeaderProps {
  /** How programs are locked in; null: not known. */
  isolation: RunnerInfo['isolation'] | null;
  examples: readonly MenuItem[];
  onExample(id: string): void;
}

/** Name, account and examples. */
export function Header({ isolation, examples, onExample }: HeaderProps) {
  return (
    <header className="top">
      <a className="brand" href="/" aria-label="cpast, start page">
        <Logo />
        <span className="brand-name">cpast</span>
      </a>
      <h1 className="tagline">Find the input that breaks your code</h1>
      <div className="top-end">
        {isolation && <Isolation isolation={isolation} />}
        <a className="top-link api-link" href="/api/v1/docs/swagger-ui">
          API
        </a>
        <Account />
        <Menu label="Examples" items={examples} onPick={onExample} />
      </div>
    </header>
  );
}

function Isolation({ isolation }: { isolation: RunnerInfo['isolation'] }) {
  const reduced = isolation === 'reduced';
  return (
    <span
      className={reduced ? 'badge warn' : 'badge'}
      title={
        reduced
          ? 'This host forbids some of the mechanisms that lock programs in. Run only code you trust.'
          : 'Every program runs locked in a sandbox of its own.'
      }
    >
      <ShieldIcon />
      <span>
        {isolation}
        <span className="badge-more"> isolation</span>
      </span>
    </span>
  );
}

/** Two programs that agree, until an input parts them. */
function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="logo-ref" d="M3 16h9c6 0 6-8 12-8h5" />
      <path className="logo-cand" d="M12 16c6 0 6 8 12 8h5" />
      <circle className="logo-point" cx="12" cy="16" r="3.6" />
    </svg>
  );
}
