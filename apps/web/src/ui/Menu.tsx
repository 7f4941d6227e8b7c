import { useEffect, useRef, useState } from 'react';
import { ChevronIcon } from './icons.js';

/** One choice of a menu. */
interface MenuItem {
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

  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  /** Counts from the end when it is negative, and goes round. */
  const focus = (index: number) => {
    const all = entries();
    all.at(index % all.length)?.focus();
  };
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!open) {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      return setOpen(true);
    }
    const at = entries().indexOf(document.activeElement as HTMLElement);
    switch (event.key) {
      case 'Escape':
        return close();
      case 'ArrowDown':
        focus(at + 1);
        break;
      case 'ArrowUp':
        focus(at - 1);
        break;
      case 'Home':
        focus(0);
        break;
      case 'End':
        focus(-1);
        break;
      default:
        return;
    }
    event.preventDefault();
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
