/** More of a text than this is shown only when it is asked for. */
const MAX_SHOWN_CHARS = 64 * 1024;
const MAX_SHOWN_LINES = 2_000;

/** The beginning of a text. */
export interface CutText {
  text: string;
  cut: boolean;
  /** Lines in `text`. */
  lines: number;
}

/**
 * The beginning of a text that a browser shows without effort. Never ends between the halves of one
 * character.
 */
export function cutText(text: string, maxChars = MAX_SHOWN_CHARS, maxLines = MAX_SHOWN_LINES): CutText {
  let end = Math.min(text.length, maxChars);
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    if (lines === maxLines) {
      end = at;
      break;
    }
    lines += 1;
  }
  const last = text.charCodeAt(end - 1);
  if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
  return { text: text.slice(0, end), cut: end < text.length, lines };
}
