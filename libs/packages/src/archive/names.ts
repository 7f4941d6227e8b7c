import { PackageError } from '../package-error.js';

/** Files that tools leave behind and that no package means. */
const LITTER =
  /(^|\/)(__MACOSX|\.git|\.svn|\.hg)(\/|$)|(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i;
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 1_024;

export function isLitter(path: string): boolean {
  return LITTER.test(path);
}

/**
 * A path below the package's root, with `/` between its parts.
 * @throws PackageError for every path that could mean a place outside, or that another system reads in another way
 */
export function safePath(name: string): string {
  const refuse = (why: string): never => {
    throw new PackageError('unsafe_package', `the name ${JSON.stringify(name.slice(0, 200))} ${why}`);
  };
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/')) refuse('is an absolute path');
  if (/^[A-Za-z]:/.test(path)) refuse('begins with the letter of a drive');

  if (/[\u0000-\u001f\u007f]/.test(path)) refuse('holds a control character');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) refuse(`is above ${MAX_PATH_BYTES} bytes`);
  for (const part of path.replace(/\/$/, '').split('/')) {
    if (part === '' || part === '.' || part === '..') refuse('has an empty part, "." or ".."');
    if (Buffer.byteLength(part) > MAX_NAME_BYTES) refuse(`has a part above ${MAX_NAME_BYTES} bytes`);
  }
  return path.normalize('NFC');
}

/** What two names share that are one file on some system. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase().replace(/\/$/, '');
}

/**
 * A name of a zip as text. The flag for UTF-8 is often missing, and then tools of Windows mean the code page
 * of their country: valid UTF-8 is taken as that, then GBK where it gives Chinese, Windows-1251 where it
 * gives Cyrillic, else CP437.
 * @param cp437 what the standard makes of it
 */
export function decodeName(raw: Buffer, isUtf8: boolean, cp437: () => string): string {
  const decoded = (encoding: string): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(raw);
    } catch {
      return null;
    }
  };
  const utf8 = decoded('utf-8');
  if (isUtf8 && utf8 === null) {
    throw new PackageError('unsafe_package', 'a name says that it is UTF-8 and is not');
  }
  if (utf8 !== null) return utf8;
  const cyrillic = decoded('windows-1251');
  if (cyrillic !== null && isMostly(cyrillic, /[а-яё]/i)) return cyrillic;
  // Both bytes of the common characters (GB 2312) are above 0xa0; CP437 has its letters below that.
  const chinese = raw.every((byte) => byte < 0x80 || byte > 0xa0) ? decoded('gbk') : null;
  if (chinese !== null && isMostly(chinese, /\p{Script=Han}/u)) return chinese;
  return cp437();
}

/** Whether the letters beyond ASCII are all of one script, and lower case where it has cases. */
function isMostly(text: string, script: RegExp): boolean {
  const beyond = [...text].filter((letter) => letter.codePointAt(0)! > 0x7f);
  // Chinese read as Windows-1251 is a mixture of capitals, signs and small letters.
  const mixed = /[А-ЯЁ][а-яё]*[А-ЯЁ]|[а-яё][А-ЯЁ]/.test(text);
  return beyond.length > 0 && !mixed && beyond.every((letter) => script.test(letter));
}
