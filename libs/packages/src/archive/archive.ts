import type { Content } from './content.js';

/** The files of a package by their paths; folders are there by what they hold. */
export class Archive {
  /** Sorted bytewise. */
  readonly paths: readonly string[];

  /** @param name of the folder that it is, in the package; undefined where it is the package */
  constructor(
    private readonly files: ReadonlyMap<string, Content>,
    readonly name?: string,
  ) {
    this.paths = [...files.keys()].sort(byBytes);
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  file(path: string): Content | undefined {
    return this.files.get(path);
  }

  /** The first of these paths that is there. */
  first(...paths: string[]): string | undefined {
    return paths.find((path) => this.files.has(path));
  }

  /** What is below a folder, by paths from there on. */
  folder(folder: string): Archive {
    const prefix = `${folder}/`;
    const below = [...this.files].filter(([path]) => path.startsWith(prefix));
    return new Archive(
      new Map(below.map(([path, content]) => [path.slice(prefix.length), content])),
      folder.slice(folder.lastIndexOf('/') + 1),
    );
  }

  /** Names of the folders and files at the top, sorted bytewise. */
  children(): { name: string; isFolder: boolean }[] {
    const isFolder = new Map<string, boolean>();
    for (const path of this.paths) {
      const at = path.indexOf('/');
      isFolder.set(at < 0 ? path : path.slice(0, at), at >= 0);
    }
    return [...isFolder]
      .map(([name, folder]) => ({ name, isFolder: folder }))
      .sort((left, right) => byBytes(left.name, right.name));
  }

  /** Without the files that `keep` does not want. */
  filter(keep: (path: string) => boolean): Archive {
    return new Archive(new Map([...this.files].filter(([path]) => keep(path))), this.name);
  }

  /** With other contents in place of some; undefined leaves a file as it is. */
  map(change: (path: string, content: Content) => Content | undefined): Archive {
    return new Archive(
      new Map([...this.files].map(([path, content]) => [path, change(path, content) ?? content])),
      this.name,
    );
  }

  /** With the files of another archive where this one has none. */
  with(other: Archive): Archive {
    return new Archive(new Map([...other.files, ...this.files]), this.name);
  }
}

/** The order of bytes, which is that of UTF-8 and of C's strcmp. */
export function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
