import type { RunnerInfo } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyboardIcon, MenuIcon, SearchIcon, ShieldIcon } from '../ui/icons.js';
import { AccountMenu } from './AccountMenu.js';
import { languagesQuery, settingsQuery } from '../api/queries.js';
import { ThemeButton } from './ThemeButton.js';

const PAGES = [
  { to: '/', label: 'Stress' },
  { to: '/run', label: 'Run' },
  { to: '/judge', label: 'Judge' },
  { to: '/suites', label: 'Suites' },
  { to: '/submissions', label: 'History' },
  { to: '/examples', label: 'Examples' },
] as const;

interface HeaderProps {
  onPalette(): void;
  onKeys(): void;
}

/** Name, the way to the other pages, account. */
export function Header({ onPalette, onKeys }: HeaderProps) {
  return (
    <header className="top">
      <Link className="brand" to="/" aria-label="cpast, start page">
        <Logo />
        <span className="brand-name">cpast</span>
      </Link>
      <nav className="top-nav" aria-label="Pages">
        <PageLinks />
      </nav>
      <div className="top-end">
        <Isolation />
        <Link className="top-link api-link" to="/docs/api">
          API
        </Link>
        <button
          type="button"
          className="button small square palette-button"
          aria-label="Commands"
          onClick={onPalette}
        >
          <SearchIcon />
        </button>
        <button type="button" className="button small square keys-button" aria-label="Keys" onClick={onKeys}>
          <KeyboardIcon />
        </button>
        <ThemeButton />
        <AccountMenu />
        <button
          type="button"
          className="button small square sheet-button"
          aria-label="All pages"
          popoverTarget="pages-sheet"
        >
          <MenuIcon />
        </button>
        <div id="pages-sheet" className="popover sheet" popover="auto">
          <nav aria-label="All pages" onClick={closeSheet}>
            <PageLinks />
            <Link to="/docs/clex">clex</Link>
            <Link to="/docs/api">API</Link>
            <Link to="/account">Account and colours</Link>
          </nav>
        </div>
      </div>
    </header>
  );
}

function closeSheet(): void {
  document.getElementById('pages-sheet')?.hidePopover();
}

function PageLinks() {
  return PAGES.map(({ to, label }) => (
    <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
      {label}
    </Link>
  ));
}

const ISOLATION: Record<RunnerInfo['isolation'], string> = {
  full: 'Every program runs locked in a sandbox of its own.',
  reduced: 'This host forbids some of the mechanisms that lock programs in. Run only code you trust.',
};

function Isolation() {
  const { data, failureReason } = useQuery(settingsQuery);
  const languages = useQuery(languagesQuery);
  // What was said while there was a worker says nothing about the next one.
  const isolation = failureReason || languages.failureReason ? null : data?.backends.isolation;
  if (!isolation) return null;
  return (
    <>
      <button
        type="button"
        className={isolation === 'reduced' ? 'badge warn' : 'badge'}
        popoverTarget="isolation-note"
      >
        <ShieldIcon />
        <span>
          {isolation}
          <span className="badge-more"> isolation</span>
        </span>
      </button>
      <div id="isolation-note" className="popover note" popover="auto">
        {ISOLATION[isolation]}
      </div>
    </>
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
