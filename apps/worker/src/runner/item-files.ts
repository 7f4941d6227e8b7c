import { encodeBundle } from './box/bundle.js';
import type { RunItem } from './runner.js';

/** Room for the files of items (a checker's INPUT, OUTPUT, ANSWER) in one box, in bytes. */
export const ITEM_FILES_BYTES = 256 * 1024 * 1024;
const PAGE_BYTES = 4096;

/** What must be put into the box, and the items with `{dir}` replaced. */
export interface PlacedItems {
  puts: { directory: string; bundle: Buffer }[];
  items: readonly RunItem[];
}

/** Bytes that an item's files take in a tmpfs. */
export function filesBytes(item: RunItem): number {
  const sizes = (item.files ?? []).map(({ content }) =>
    typeof content === 'string' ? Buffer.byteLength(content) : content.length,
  );
  return sizes.reduce((sum, size) => sum + Math.ceil(size / PAGE_BYTES + 1) * PAGE_BYTES, 0);
}

/**
 * Gives each item of a batch a folder for its files. The protocol has no delete, so folders are used again: by items at
 * the same place of later batches whose files have the same names, which replaces every file of the earlier item.
 */
export class ItemFolders {
  private readonly kinds = new Map<string, number>();
  private readonly used = new Map<string, number>();

  /** Whether the box would still have room after this batch; if not, a new box (and a new ItemFolders) is needed. */
  hasRoomFor(items: readonly RunItem[]): boolean {
    if (this.used.size === 0) return true;
    const after = new Map(this.used);
    items.forEach((item, place) => {
      if (item.files?.length) after.set(this.folder(item.files, place), filesBytes(item));
    });
    return [...after.values()].reduce((sum, bytes) => sum + bytes, 0) <= ITEM_FILES_BYTES;
  }

  /** @throws TypeError for a file name that is not a plain name */
  place(items: readonly RunItem[], filesDir: string): PlacedItems {
    if (!items.some((item) => item.files?.length)) return { puts: [], items };
    const puts: PlacedItems['puts'] = [];
    const placed = items.map((item, place) => {
      if (!item.files?.length) return item;
      const directory = this.folder(item.files, place);
      this.used.set(directory, filesBytes(item));
      puts.push({ directory, bundle: encodeBundle(item.files.map(asBundleFile)) });
      return { ...item, args: item.args?.map((arg) => arg.replaceAll('{dir}', `${filesDir}/${directory}`)) };
    });
    return { puts, items: placed };
  }

  private folder(files: NonNullable<RunItem['files']>, place: number): string {
    const names = files
      .map(({ name }) => name)
      .sort()
      .join('/');
    let kind = this.kinds.get(names);
    if (kind === undefined) this.kinds.set(names, (kind = this.kinds.size));
    return `io/${kind}/${place}`;
  }
}

function asBundleFile({ name, content }: { name: string; content: Buffer | string }) {
  if (!/^[\w.-]{1,255}$/.test(name) || name === '.' || name === '..') {
    throw new TypeError(`"${name}" is not a plain file name`);
  }
  return { path: name, content: typeof content === 'string' ? Buffer.from(content) : content };
}
