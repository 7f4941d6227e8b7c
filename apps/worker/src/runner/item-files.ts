import { encodeBundle } from './box/bundle.js';
import type { RunItem } from './runner.js';

const COPIES = 'work';

/** Room for the files of items (a checker's INPUT, OUTPUT, ANSWER) in one box, in bytes. */
export const ITEM_FILES_BYTES = 256 * 1024 * 1024;
const PAGE_BYTES = 4096;

/** What must be put into the box, and the items with `{dir}` replaced. */
export interface PlacedItems {
  puts: { directory: string; bundle: Buffer }[];
  items: readonly (RunItem & { copyDirectory?: string })[];
}

/** Bytes that an item's files take in a tmpfs. */
export function filesBytes(item: RunItem): number {
  const sizes = [...(item.files ?? []), ...(item.workFiles ?? [])].map(({ content }) =>
    typeof content === 'string' ? Buffer.byteLength(content) : content.length,
  );
  return sizes.reduce((sum, size) => sum + Math.ceil(size / PAGE_BYTES + 1) * PAGE_BYTES, 0);
}

/**
 * Gives each item of a batch a folder for its files. The protocol has no delete, so folders are used again:
 * by items at the same place of later batches whose files have the same names, which replaces every file of
 * the earlier item.
 */
export class ItemFolders {
  private readonly kinds = new Map<string, number>();
  private readonly used = new Map<string, number>();

  /**
   * Whether the box would still have room after this batch; if not, a new box (and a new ItemFolders) is
   * needed.
   */
  hasRoomFor(items: readonly RunItem[]): boolean {
    if (this.used.size === 0) return true;
    const after = new Map(this.used);
    items.forEach((item, place) => {
      if (hasFiles(item)) after.set(this.folder(item, place), filesBytes(item));
    });
    return [...after.values()].reduce((sum, bytes) => sum + bytes, 0) <= ITEM_FILES_BYTES;
  }

  /** @throws TypeError for a file name that is not a plain name */
  place(items: readonly RunItem[], filesDir: string): PlacedItems {
    if (!items.some(hasFiles)) return { puts: [], items };
    const puts: PlacedItems['puts'] = [];
    const placed = items.map((item, place) => {
      if (!hasFiles(item)) return item;
      const directory = this.folder(item, place);
      this.used.set(directory, filesBytes(item));
      if (item.files?.length) puts.push({ directory, bundle: encodeBundle(item.files.map(asBundleFile)) });
      const args = item.args?.map((arg) => arg.replaceAll('{dir}', `${filesDir}/${directory}`));
      if (!item.workFiles?.length) return { ...item, args };
      const copyDirectory = `${directory}/${COPIES}`;
      puts.push({ directory: copyDirectory, bundle: encodeBundle(item.workFiles.map(withBytes)) });
      return { ...item, args, copyDirectory };
    });
    return { puts, items: placed };
  }

  private folder({ files = [], workFiles = [] }: RunItem, place: number): string {
    const all = [...files.map(({ name }) => name), ...workFiles.map(({ path }) => `${COPIES}/${path}`)];
    const names = all.sort().join('\0');
    let kind = this.kinds.get(names);
    if (kind === undefined) this.kinds.set(names, (kind = this.kinds.size));
    return `io/${kind}/${place}`;
  }
}

const hasFiles = (item: RunItem): boolean => (item.files?.length ?? 0) + (item.workFiles?.length ?? 0) > 0;

const withBytes = ({ path, content }: NonNullable<RunItem['workFiles']>[number]) => ({
  path,
  content: Buffer.from(content as string),
});

function asBundleFile({ name, content }: { name: string; content: Buffer | string }) {
  if (!/^[\w.-]{1,255}$/.test(name) || name === '.' || name === '..') {
    throw new TypeError(`"${name}" is not a plain file name`);
  }
  return { path: name, content: typeof content === 'string' ? Buffer.from(content) : content };
}
