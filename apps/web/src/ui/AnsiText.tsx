import Anser from 'anser';
import { useMemo } from 'react';
import { splitInvisible } from './invisible.js';
import { cutText } from './cutText.js';
import { formatBytes } from './format.js';

/** What compilers and programs say on stderr: their colours as colours, what is not seen by name. */
export function AnsiText({ text, testId }: { text: string; testId?: string }) {
  const cut = useMemo(() => cutText(text), [text]);
  const pieces = useMemo(() => Anser.ansiToJson(cut.text, { use_classes: true, remove_empty: true }), [cut]);
  return (
    <>
      <pre className="big-text ansi" data-testid={testId} tabIndex={0}>
        {pieces.map((piece, index) => (
          <span key={index} className={classOf(piece)}>
            {splitInvisible(piece.content).map((part, i) =>
              typeof part === 'string' ? (
                part
              ) : (
                <span key={i} className="chip" data-name={part.name}>
                  {part.char}
                </span>
              ),
            )}
          </span>
        ))}
      </pre>
      {cut.cut && <p className="cut-note">Shown: the beginning of {formatBytes(new Blob([text]).size)}.</p>}
    </>
  );
}

function classOf({ fg, decorations }: { fg: string | null; decorations?: string[] }): string | undefined {
  const names = [fg, ...(decorations ?? []).map((name) => `ansi-${name}`)].filter(Boolean);
  return names.length > 0 ? names.join(' ') : undefined;
}
