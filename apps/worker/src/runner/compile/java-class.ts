import type { BundleFile } from '../box/bundle.js';

interface MainMethod {
  /** Binary name as the launcher wants it, `pkg.Main`. */
  className: string;
  /** 0 is the classic `public static void main(String[])`; the others are those of JEP 512. */
  rank: number;
}

/**
 * Which class the Java launcher should start: one with a main method, the one named like the main file first.
 * Class files are the output of a hostile compilation, so a file that cannot be read is a file without a main
 * method.
 * @returns null when there is none
 */
export function findMainClass(files: readonly BundleFile[], mainFile: string): string | null {
  const preferred = mainFile.replace(/\.java$/, '');
  const mains = files
    .filter(({ path }) => path.endsWith('.class'))
    .map(({ content }) => readMainMethod(content))
    .filter((main) => main !== null);
  const simple = (main: MainMethod): string => main.className.slice(main.className.lastIndexOf('.') + 1);
  const cost = (main: MainMethod): number => main.rank + (simple(main) === preferred ? 0 : 10);
  mains.sort((a, b) => cost(a) - cost(b) || (a.className < b.className ? -1 : 1));
  return mains[0]?.className ?? null;
}

function readMainMethod(content: Buffer): MainMethod | null {
  try {
    return new ClassFile(content).mainMethod();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const ACC_STATIC = 0x0008;
/** Bytes of each kind of constant after its tag; JVMS 4.4. */
const CONSTANT_BYTES: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
};

/** Reads as much of a class file (JVMS chapter 4) as it takes to find its name and methods. */
class ClassFile {
  private at = 0;
  private readonly texts = new Map<number, string>();
  private readonly classes = new Map<number, number>();

  /** @throws RangeError for anything that is not a whole class file */
  constructor(private readonly bytes: Buffer) {
    if (this.u4() !== 0xcafebabe) throw new RangeError('not a class file');
    this.at += 4;
    this.readConstants();
  }

  mainMethod(): MainMethod | null {
    this.at += 2;
    const name = this.texts.get(this.classes.get(this.u2()) ?? 0);
    this.at += 2;
    this.skip(this.u2() * 2);
    this.members();
    const ranks = this.members()
      .filter((method) => method.name === 'main')
      .map((method) => rankOf(method.descriptor, (method.access & ACC_STATIC) !== 0))
      .filter((rank) => rank !== null);
    return name && ranks.length > 0
      ? { className: name.replaceAll('/', '.'), rank: Math.min(...ranks) }
      : null;
  }

  private readConstants(): void {
    const count = this.u2();
    for (let index = 1; index < count; index += 1) {
      const tag = this.bytes.readUInt8(this.at);
      this.at += 1;
      if (tag === 1) {
        const length = this.u2();
        this.texts.set(index, this.bytes.toString('utf8', this.at, this.at + length));
        this.at += length;
        continue;
      }
      const size = CONSTANT_BYTES[tag];
      if (size === undefined) throw new RangeError(`constant kind ${tag} is unknown`);
      if (tag === 7) this.classes.set(index, this.bytes.readUInt16BE(this.at));
      this.at += size;
      // A long or a double takes two places (JVMS 4.4.5).
      if (tag === 5 || tag === 6) index += 1;
    }
  }

  /** Fields or methods: both look the same. */
  private members(): { access: number; name: string | undefined; descriptor: string | undefined }[] {
    return Array.from({ length: this.u2() }, () => {
      const access = this.u2();
      const name = this.texts.get(this.u2());
      const descriptor = this.texts.get(this.u2());
      for (let attributes = this.u2(); attributes > 0; attributes -= 1) {
        this.at += 2;
        this.skip(this.u4());
      }
      return { access, name, descriptor };
    });
  }

  /** Not `this.at += this.u2()`: that would read `at` before `u2` moves it. */
  private skip(bytes: number): void {
    this.at += bytes;
  }

  private u2(): number {
    this.at += 2;
    return this.bytes.readUInt16BE(this.at - 2);
  }

  private u4(): number {
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }
}

function rankOf(descriptor: string | undefined, isStatic: boolean): number | null {
  if (descriptor === '([Ljava/lang/String;)V') return isStatic ? 0 : 1;
  if (descriptor === '()V') return isStatic ? 2 : 3;
  return null;
}
