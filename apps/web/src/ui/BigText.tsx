import { useMemo, useState } from 'react';
import { formatBytes, formatCount } from '../stress/format.js';
import { cutText } from './cutText.js';

/** A text of a program, shown as it is; a long one only from its beginning until more is asked for. */
export function BigText({
  text,
  className = '',
  testId,
}: {
  text: string;
  className?: string;
  testId?: string;
}) {
  const [all, setAll] = useState(false);
  const cut = useMemo(() => cutText(text), [text]);
  return (
    <>
      <pre className={`big-text ${className}`} data-testid={testId} tabIndex={0}>
        {all ? text : cut.text}
      </pre>
      {cut.cut && !all && (
        <p className="cut-note">
          Shown: the first {formatCount(cut.lines)} lines of {formatBytes(text.length)}.{' '}
          <button type="button" className="link" onClick={() => setAll(true)}>
            Show all
          </button>
        </p>
      )}
    </>
  );
}
