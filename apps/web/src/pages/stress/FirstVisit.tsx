import { Link } from '@tanstack/react-router';
import { modifier } from '../../ui/keys.js';

interface FirstVisitProps {
  onRun(): void;
  onTour(): void;
}

/** What stands in the place of a result before there is one. */
export function FirstVisit({ onRun, onTour }: FirstVisitProps) {
  return (
    <div className="invitation">
      <p>
        Both programs get the same random inputs. The first one on which their answers differ appears here.
      </p>
      <ol>
        <li>
          <strong>Reference</strong>: the program you trust, however slow.
        </li>
        <li>
          <strong>Candidate</strong>: the one you want to break.
        </li>
        <li>
          <strong>Inputs</strong>: what they get, described by a <Link to="/docs/clex">clex</Link>.
        </li>
        <li>
          <strong>Run</strong>, below the inputs, or {modifier}+Enter.
        </li>
      </ol>
      <p>
        New here?{' '}
        <button type="button" className="link" onClick={onRun}>
          Run what stands on the page
        </button>
        : it finds a bug.{' '}
        <button type="button" className="link" onClick={onTour}>
          Show me around
        </button>
        , or look at the <Link to="/examples">examples</Link>.
      </p>
    </div>
  );
}
