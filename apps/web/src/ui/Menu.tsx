import { useEffect, useRef, useState } from 'react';
import { ChevronIcon } from './icons.js';

export interface MenuItem {
  id: string;
  title: string;
  about: string;
  tag: string;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  onPick(id: string): void;
}

/** A button that opens a list of choices. Escape, a click elsewhere and leaving it with Tab close it. */
export function Menu({ label, items, onPick }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);

  const move = (step: number) => {
    const all = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all.at((at + step) % all.length)?.focus();
  };
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape' && open) close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (open) move(event.key === 'ArrowDown' ? 1 : -1);
      else setOpen(true);
    }
  };
  const onBlur = (event: React.FocusEvent) => {
    if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false);
  };

  return (
    <div className="menu" ref={root} onKeyDown={onKeyDown} onBlur={onBlur}>
      <button
        ref={button}
        type="button"
        className="button"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={items.length === 0}
        onClick={() => setOpen(!open)}
      >
        {label}
        <ChevronIcon />
      </button>
      {open && (
        <ul className="menu-list" role="menu" aria-label={label}>
          {items.map((item, index) => (
            <li key={item.id} role="none">
              <button
                type="button"
                role="menuitem"
                autoFocus={index === 0}
                onClick={() => {
                  onPick(item.id);
                  close();
                }}
              >
                <span className="menu-title">
                  {item.title} <span className="tag">{item.tag}</span>
                </span>
                <span className="menu-about">{item.about}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
