/** Path of the browser: CHROMIUM_PATH, else one on the PATH; null: there is none. */
export function findChromium(): string | null;
