import { useEffect, useState } from 'react';
import { copyText } from './copyText.js';
import { CheckIcon, CopyIcon, LinkIcon } from './icons.js';

interface CopyButtonProps {
  /** Called when the button is used, so that a large text is not kept as a property. */
  text(): string;
  label: string;
  /** Shown beside the icon; without it the label is for assistive technology and the tooltip only. */
  caption?: string;
  icon?: 'copy' | 'link';
}

/** Puts a text on the clipboard, and says whether that went well. */
export function CopyButton({ text, label, caption, icon = 'copy' }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), 1_600);
    return () => clearTimeout(timer);
  }, [state]);
  const said = state === 'copied' ? 'Copied' : state === 'failed' ? 'Could not copy' : undefined;
  return (
    <>
      <button
        type="button"
        className={caption ? 'button small' : 'button small square'}
        title={said ?? label}
        aria-label={caption ? undefined : label}
        onClick={() => void copyText(text()).then((done) => setState(done ? 'copied' : 'failed'))}
      >
        {state === 'copied' ? <CheckIcon /> : icon === 'link' ? <LinkIcon /> : <CopyIcon />}
        {caption && <span>{said ?? caption}</span>}
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
