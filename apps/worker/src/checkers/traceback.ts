/**
 * What runtimes write on stderr when a program of theirs ends by an uncaught error. Many end with exit code 1
 * or 2 then, which means something else in the protocols of checkers ("wrong answer", "presentation error");
 * some with numbers that are "so many per cent".
 */
const TRACEBACKS: readonly RegExp[] = [
  // Python, PyPy, Nim with traces
  /^Traceback \(most recent call last\):?$/m,
  // Node
  /^Node\.js v\d+\./m,
  /^ {4}at .*:\d+:\d+\)?$/m,
  // Java, Kotlin, Scala
  /^Exception in thread "/m,
  // Ruby
  /^\S+:\d+:in [`'].*\([A-Z][\w:]*\)$/m,
  // Perl: the last line, as a warning looks the same
  / at \S+\.p[lm] line \d+(, <\w+> (line|chunk) \d+)?\.\s*$/,
  // Lua
  /^stack traceback:$/m,
  // Go, Rust
  /^goroutine \d+ \[\w+.*\]:$/m,
  /^thread '.*'( \(\d+\))? panicked at /m,
  // Haskell, OCaml, Nim, D, Ada, Fortran, Pascal, COBOL
  /^CallStack \(from HasCallStack\):$/m,
  /^Fatal error: exception /m,
  /^Error: unhandled exception: /m,
  /^[\w.]+@\S+\(\d+\): /m,
  /^raised [A-Z][A-Z_.]+ : /m,
  /^Fortran runtime error: /m,
  /^Runtime error \d+ at /m,
  /^libcob: /m,
  // Elixir, R, Tcl, Guile, SBCL, SWI-Prolog, Raku, gawk
  /^\*\* \([A-Z][\w.]*\) /m,
  /^Execution halted$/m,
  /^ {4}\(file ".*" line \d+\)$/m,
  /^Backtrace:$/m,
  /^Unhandled [A-Z][A-Z:-]+ /m,
  /\braised exception:$/m,
  /^ {2}in .* at \S+ line \d+$/m,
  /^g?awk: .*\bfatal: /m,
  // The sanitizers of GCC and Clang
  /^==\d+==ERROR: \w+Sanitizer: /m,
];

/** Whether a runtime says here that its program has ended by an uncaught error. */
export function hasTraceback(stderr: string): boolean {
  return TRACEBACKS.some((pattern) => pattern.test(stderr));
}

/**
 * Whether it says that this was because no more input came, or output could not be written: the other side
 * had gone.
 */
export function isOfBrokenTalk(stderr: string): boolean {
  return hasTraceback(stderr) && BROKEN_TALK.test(stderr);
}

const BROKEN_TALK = /\b(EOFError|EOF|BrokenPipeError|EPIPE|NoSuchElementException|[Ee]nd of (file|input))\b/;
