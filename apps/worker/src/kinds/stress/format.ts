import { DrawingFailed, type Drawings, type FormatWord } from '@app/drawing';
import type { ValidatorWord } from './validator.js';

/** One portion of inputs is read for so long, in milliseconds; what is left is read next. */
const PORTION_MS = 1_000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The form of inputs, as a clex text that they can be read by. An input of which that cannot be told passes.
 */
export class InputFormat {
  constructor(
    private readonly drawings: Drawings,
    private readonly clex: string,
    private readonly charge: (ms: number) => void,
  ) {}

  /** What it says of each input. */
  async check(inputs: readonly Buffer[]): Promise<ValidatorWord[]> {
    const words: ValidatorWord[] = [];
    const texts = inputs.map(textOf);
    while (words.length < texts.length) {
      const next = texts.slice(words.length);
      const noText = next.indexOf(null);
      if (noText === 0) {
        words.push({ kind: 'illegal', reason: 'the input is not of the format: it is no UTF-8' });
        continue;
      }
      const readable = (noText < 0 ? next : next.slice(0, noText)) as string[];
      words.push(...(await this.read(readable)).map(wordOf));
    }
    return words;
  }

  private async read(texts: string[]): Promise<FormatWord[]> {
    try {
      const { words, tookMs } = await this.drawings.recognise({ clex: this.clex, texts, maxMs: PORTION_MS });
      this.charge(tookMs);
      return words;
    } catch (error) {
      if (!(error instanceof DrawingFailed) || error.reason === 'broken') throw error;
      // Time or memory: the first one is more than can be read.
      return [{ kind: 'unknown', reason: error.message }];
    }
  }
}

function textOf(input: Buffer): string | null {
  try {
    return utf8.decode(input);
  } catch {
    return null;
  }
}

function wordOf(word: FormatWord): ValidatorWord {
  if (word.kind !== 'other') return { kind: 'legal' };
  return { kind: 'illegal', reason: `the input is not of the format: ${word.reason}` };
}
