import { useMemo, useState } from 'react';
import { formatBytes, plural } from './format.js';
import { cutText } from './cutText.js';

interface BigTextProps {
  text: string;
  testId?: string;
}

/** A text of a program, shown as it is; a long one only from its beginning until more is asked for. */
export function BigText({ text, testId }: BigTextProps) {
  const cut = useMemo(() => cutText(text), [text]);
  // Of this text only: the next one is again shown from its beginning.
  const [wanted, setWanted] = useState<string | null>(null);
  const all = wanted === text;
  return (
    <>
      <pre className="big-text" data-testid={testId} tabIndex={0}>
        {all ? text : cut.text}
      </pre>
      {cut.cut && !all && (
        <p className="cut-note">
          Shown: the first{' '}
          {cut.lines > 1 ? plural(cut.lines, 'line') : plural(Array.from(cut.text).length, 'character')} of{' '}
          {formatBytes(new Blob([text]).size)}.{' '}
          <button type="button" className="link" onClick={() => setWanted(text)}>
            Show all
          </button>
        </p>
      )}
    </>
  );
}
