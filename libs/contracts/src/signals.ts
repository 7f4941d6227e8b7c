/** Signals of Linux (x86 and arm64) by their number, from 1: see signal(7). */
const NAMES = [
  ...['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2'],
  ...['PIPE', 'ALRM', 'TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU'],
  ...['XFSZ', 'VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS'],
];
const ALIASES: Readonly<Record<string, string>> = { IOT: 'ABRT', POLL: 'IO', UNUSED: 'SYS' };
/** Those for applications, as glibc has them. */
const RT_MIN = 34;
const RT_MAX = 64;

/** The number of a signal by its name, such as `SIGINT` or `SIGRTMIN+3`; null for what is no signal. */
export function signalNumber(name: string): number | null {
  const realTime = /^SIGRT(?:MIN(?:\+(\d{1,2}))?|MAX(?:-(\d{1,2}))?)$/.exec(name);
  if (realTime) {
    const [, up, down] = realTime;
    const number = name.startsWith('SIGRTMIN') ? RT_MIN + Number(up ?? 0) : RT_MAX - Number(down ?? 0);
    return number >= RT_MIN && number <= RT_MAX ? number : null;
  }
  if (!name.startsWith('SIG')) return null;
  const plain = name.slice(3);
  const at = NAMES.indexOf(Object.hasOwn(ALIASES, plain) ? ALIASES[plain]! : plain);
  return at < 0 ? null : at + 1;
}
