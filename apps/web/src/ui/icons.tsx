import type { ReactNode } from 'react';

/** Icons of 16 by 16 in the colour of the text beside them; what they mean is said in words there. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const PlayIcon = () => (
  <Icon>
    <path d="M4.5 2.8v10.4l8.5-5.2z" fill="currentColor" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <rect x="3.5" y="3.5" width="9" height="9" rx="1.5" fill="currentColor" />
  </Icon>
);
export const DiceIcon = () => (
  <Icon>
    <rect x="2" y="2" width="12" height="12" rx="3" />
    <circle cx="5.5" cy="5.5" r="1" className="fill" />
    <circle cx="10.5" cy="10.5" r="1" className="fill" />
    <circle cx="8" cy="8" r="1" className="fill" />
  </Icon>
);
export const CopyIcon = () => (
  <Icon>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M10.5 3.5v-.5a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h.5" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m3 8.5 3.2 3.2L13 4.8" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon>
    <path d="m4 6 4 4 4-4" />
  </Icon>
);
export const DifferIcon = () => (
  <Icon>
    <path d="M1.5 8h3.2c2.6 0 2.6-4 5.2-4h4.6" />
    <path d="M4.7 8c2.6 0 2.6 4 5.2 4h4.6" />
    <circle cx="4.7" cy="8" r="1.6" className="fill" />
  </Icon>
);
export const AlertIcon = () => (
  <Icon>
    <path d="M8 2 14.5 13.5h-13z" />
    <path d="M8 6.5v3.2" />
    <circle cx="8" cy="11.6" r=".6" className="fill" />
  </Icon>
);
export const LinkIcon = () => (
  <Icon>
    <path d="M6.5 9.5a2.5 2.5 0 0 0 3.6 0l2.4-2.4a2.55 2.55 0 0 0-3.6-3.6L8 4.4" />
    <path d="M9.5 6.5a2.5 2.5 0 0 0-3.6 0L3.5 8.9a2.55 2.55 0 0 0 3.6 3.6l.9-.9" />
  </Icon>
);
export const ShieldIcon = () => (
  <Icon>
    <path d="M8 1.8 13 3.6v4c0 3-2 5.4-5 6.6-3-1.2-5-3.6-5-6.6v-4z" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.2" />
    <path d="m10.2 10.2 3.3 3.3" />
  </Icon>
);
export const KeyboardIcon = () => (
  <Icon>
    <rect x="1.5" y="4" width="13" height="8.5" rx="1.5" />
    <path d="M4 7h.1M6.6 7h.1M9.3 7h.1M12 7h.1M5 10h6" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z" />
  </Icon>
);
export const SunIcon = ({ half }: { half: boolean }) => (
  <Icon>
    <circle cx="8" cy="8" r={half ? 5.5 : 3} />
    {half ? (
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" className="fill" />
    ) : (
      <path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
    )}
  </Icon>
);
export const DownloadIcon = () => (
  <Icon>
    <path d="M8 2v8M4.8 7.2 8 10.4l3.2-3.2M2.5 13.5h11" />
  </Icon>
);
export const OpenIcon = () => (
  <Icon>
    <path d="M1.8 12.5v-9h4l1.5 1.8h6.9v7.2z" />
  </Icon>
);
