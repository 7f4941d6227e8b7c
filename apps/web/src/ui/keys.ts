const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** What the key of shortcuts is called on this machine. */
export const modifier = isMac ? '⌘' : 'Ctrl';
