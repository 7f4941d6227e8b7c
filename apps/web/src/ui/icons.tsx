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
