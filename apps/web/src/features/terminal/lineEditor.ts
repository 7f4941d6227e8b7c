interface LineEditorHandlers {
  /** Shows what was typed. */
  echo(text: string): void;
  /** A line with its end. */
  onLine(line: string): void;
  /** Ctrl+D on an empty line. */
  onEnd(): void;
  /** Ctrl+C. */
  onInterrupt(): void;
}

const DELETE = '\u007f';
const BACKSPACE = '\b';

/**
 * What a terminal does for a program that reads lines: shows what is typed, lets it be corrected, and hands
 * over whole lines. The programs here have a pipe and no terminal of their own.
 */
export class LineEditor {
  private line = '';

  constructor(private readonly handlers: LineEditorHandlers) {}

  /** Takes keys, or a pasted text. */
  type(data: string): void {
    // Arrows and other keys that begin with Escape mean nothing in a line that is only appended to.
    if (data.startsWith('\u001b')) return;
    for (const char of data) this.key(char);
  }

  private key(char: string): void {
    const { echo, onLine, onEnd, onInterrupt } = this.handlers;
    switch (char) {
      case '\r':
      case '\n':
        echo('\r\n');
        onLine(`${this.line}\n`);
        this.line = '';
        return;
      case DELETE:
      case BACKSPACE:
        if (this.line === '') return;
        this.line = Array.from(this.line).slice(0, -1).join('');
        return echo('\b \b');
      case '\u0003':
        echo('^C\r\n');
        this.line = '';
        return onInterrupt();
      case '\u0004':
        if (this.line !== '') onLine(this.line);
        else onEnd();
        this.line = '';
        return;
      case '\u0015':
        echo('\b \b'.repeat(Array.from(this.line).length));
        this.line = '';
        return;
      default:
        if (char < ' ' && char !== '\t') return;
        this.line += char;
        echo(char);
    }
  }
}
