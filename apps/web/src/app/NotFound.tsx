import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../ui/usePageTitle.js';

/** An address without a page. */
export function NotFound() {
  usePageTitle('Nothing here');
  return (
    <div className="prose">
      <h1 tabIndex={-1}>There is nothing at this address</h1>
      <p>Perhaps it was cut when it was copied, or the page is of another version of cpast.</p>
      <p>
        <Link to="/">To the start page</Link>
      </p>
    </div>
  );
}
