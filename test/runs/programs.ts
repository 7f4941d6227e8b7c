/**
 * Small programs in eight languages, by what they do. Those of compiled languages are one program each, told
 * by its argument what to do.
 */
export type Behaviour =
  | 'exit'
  | 'signal'
  | 'partial'
  | 'bare'
  | 'crlf'
  | 'binary'
  | 'long'
  | 'count'
  | 'ignore'
  | 'name'
  | 'beside'
  | 'spin'
  | 'nap'
  | 'flood'
  | 'eat'
  | 'file'
  | 'fork'
  | 'threads'
  | 'leave'
  | 'deep'
  | 'after'
  | 'closed'
  | 'locale'
  | 'upper';

const EVERYTHING: readonly Behaviour[] = [
  ...(['exit', 'signal', 'partial', 'bare', 'crlf', 'binary', 'long', 'count', 'ignore', 'name'] as const),
  ...([
    'beside',
    'spin',
    'nap',
    'flood',
    'eat',
    'file',
    'fork',
    'threads',
    'leave',
    'deep',
    'after',
    'closed',
    'locale',
  ] as const),
];
const without = (...left: Behaviour[]): Behaviour[] => EVERYTHING.filter((each) => !left.includes(each));

const C_HEAD = ['stdio', 'stdlib', 'string', 'unistd', 'signal', 'errno', 'pthread', 'sys/wait']
  .map((name) => `#include <${name}.h>\n`)
  .join('');

const C = `${C_HEAD}
static int is(const char *a, const char *b) { return !strcmp(a, b); }
static int deep(int n) { volatile char pad[64]; pad[0] = 1; return n ? deep(n - 1) + pad[0] : 0; }
static void *stay(void *p) { usleep(200000); return p; }
int main(int argc, char **argv) {
  const char *a = argv[1]; long n = argc > 2 ? atol(argv[2]) : 0;
  if (is(a, "exit")) return n;
  if (is(a, "signal")) { raise(n); return 0; }
  if (is(a, "partial")) { printf("before"); fflush(stdout); abort(); }
  if (is(a, "bare")) printf("a");
  if (is(a, "crlf")) printf("a\\r\\n");
  if (is(a, "binary")) fwrite("\\0\\377\\200", 1, 3, stdout);
  if (is(a, "long")) for (int i = 0; i < 1000000; i++) putchar('x');
  if (is(a, "count")) { int c = 0; while (getchar() != EOF) c++; getchar(); printf("%d", c); }
  if (is(a, "name")) printf("%s", argv[0]);
  if (is(a, "beside")) { FILE *f = fopen("x.txt", "w"); fputs("kept", f); fclose(f); char s[9] = ""; f = fopen("x.txt", "r"); fgets(s, 9, f); printf("%s", s); }
  if (is(a, "spin")) for (volatile int i = 0;; i++) { }
  if (is(a, "nap")) sleep(60);
  if (is(a, "flood")) for (long i = 0; i < n; i++) putchar('x');
  if (is(a, "eat")) for (long i = 0; i < n; i++) { char *p = malloc(1 << 20); if (!p) return 9; for (long k = 0; k < 1 << 20; k += 512) ((volatile char *)p)[k] = 1; }
  if (is(a, "file")) { FILE *f = fopen("big", "w"); for (long i = 0; i < n; i++) fputc('x', f); fclose(f); }
  if (is(a, "fork")) { int p = fork(); if (p < 0) { printf("refused"); return errno == EPERM ? 1 : 2; } if (!p) { printf("child"); return 0; } waitpid(p, NULL, 0); }
  if (is(a, "threads")) { pthread_t t[64]; for (int i = 0; i < n; i++) if (pthread_create(&t[i], NULL, stay, NULL)) { printf("refused"); return 1; } for (int i = 0; i < n; i++) pthread_join(t[i], NULL); printf("joined"); }
  if (is(a, "leave")) if (!fork()) { setsid(); sleep(60); }
  if (is(a, "deep")) printf("%d", deep(100000));
  if (is(a, "closed")) { fclose(stdin); close(0); printf("said"); }
  if (is(a, "locale")) printf("%s", getenv("LANG"));
  if (is(a, "after")) { fclose(stdout); close(1); fputs("after", stderr); }
  return 0;
}
`;

const PYTHON = `import os, signal, subprocess, sys, threading, time
a, n = sys.argv[1], int(sys.argv[2] if len(sys.argv) > 2 else 0)
out = sys.stdout
def deep(n): return deep(n - 1) + 1 if n else 0
if a == "exit": sys.exit(n)
if a == "signal": os.kill(os.getpid(), n); time.sleep(1)
if a == "partial": out.write("before"); out.flush(); os.abort()
if a == "bare": out.write("a")
if a == "crlf": out.buffer.write(b"a\\r\\n")
if a == "binary": out.buffer.write(b"\\0\\xff\\x80")
if a == "long": out.write("x" * 1000000)
if a == "count": out.write(str(len(sys.stdin.read()))); sys.stdin.read()
if a == "name": out.write(sys.argv[0])
if a == "beside": open("x.txt", "w").write("kept"); out.write(open("x.txt").read())
if a == "spin":
    while True: pass
if a == "nap": time.sleep(60)
if a == "flood": out.write("x" * n)
if a == "eat": kept = [bytearray(b"1" * (1 << 20)) for _ in range(n)]
if a == "file": open("big", "w").write("x" * n)
if a == "fork":
    try: out.write(subprocess.run(["echo", "-n", "child"], capture_output=True, text=True).stdout)
    except PermissionError: out.write("refused"); sys.exit(1)
if a == "threads":
    try: ts = [threading.Thread(target=time.sleep, args=(0.2,), daemon=True) for _ in range(n)]; [t.start() for t in ts]
    except RuntimeError: out.write("refused"); sys.exit(1)
    [t.join() for t in ts]; out.write("joined")
if a == "leave": subprocess.Popen(["sleep", "60"], start_new_session=True)
if a == "deep": sys.setrecursionlimit(10**6); out.write(str(deep(100000)))
if a == "closed": sys.stdin.close(); out.write("said")
if a == "locale": out.write(os.environ["LANG"])
if a == "upper": out.write(input().upper())
if a == "after": os.close(1); sys.stderr.write("after"); sys.stdout = None
`;

const JAVASCRIPT = `const a = process.argv[2], n = +(process.argv[3] || 0), fs = require('fs'), cp = require('child_process');
const out = (s) => fs.writeSync(1, s);
const deep = (n) => (n ? deep(n - 1) + 1 : 0);
if (a === 'exit') process.exit(n);
if (a === 'signal') { process.kill(process.pid, n); setTimeout(() => {}, 1000); }
if (a === 'partial') { out('before'); process.abort(); }
if (a === 'bare') out('a');
if (a === 'crlf') out('a\\r\\n');
if (a === 'binary') fs.writeSync(1, Buffer.from([0, 255, 128]));
if (a === 'long') out('x'.repeat(1000000));
if (a === 'count') { out(String(fs.readFileSync(0).length)); fs.readFileSync(0); }
if (a === 'name') out(require('path').basename(process.argv[1]));
if (a === 'beside') { fs.writeFileSync('x.txt', 'kept'); out(fs.readFileSync('x.txt')); }
if (a === 'spin') for (;;);
if (a === 'nap') setTimeout(() => {}, 60000);
if (a === 'flood') out('x'.repeat(n));
if (a === 'eat') { const l = []; for (let i = 0; i < n; i++) l.push(Buffer.alloc(1 << 20, 1)); }
if (a === 'file') fs.writeFileSync('big', 'x'.repeat(n));
if (a === 'fork') { const r = cp.spawnSync('echo', ['-n', 'child']); if (r.error) { out('refused'); process.exit(1); } out(r.stdout); }
if (a === 'leave') cp.spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref();
if (a === 'deep') out(String(deep(100000)));
if (a === 'closed') { fs.closeSync(0); out('said'); process.reallyExit(0); }
if (a === 'locale') out(process.env.LANG);
if (a === 'upper') out(fs.readFileSync(0, 'utf8').trim().toUpperCase());
if (a === 'after') { fs.closeSync(1); fs.writeSync(2, 'after'); process.reallyExit(0); }
`;

const JAVA = `import java.io.*; import java.nio.file.*; import java.util.*;
public class Main {
  static int deep(int n) { return n == 0 ? 0 : deep(n - 1) + 1; }
  public static void main(String[] args) throws Exception {
    String a = args[0]; int n = args.length > 1 ? Integer.parseInt(args[1]) : 0; PrintStream out = System.out;
    switch (a) {
      case "exit": System.exit(n);
      case "partial": out.print("before"); out.flush(); throw new IllegalStateException("crash");
      case "bare": out.print("a"); break;
      case "crlf": out.print("a\\r\\n"); break;
      case "binary": out.write(new byte[] {0, (byte) 255, (byte) 128}); break;
      case "long": out.print("x".repeat(1000000)); break;
      case "count": out.print(System.in.readAllBytes().length); System.in.read(); break;
      case "beside": Files.writeString(Path.of("x.txt"), "kept"); out.print(Files.readString(Path.of("x.txt"))); break;
      case "spin": for (;;);
      case "nap": Thread.sleep(60000); break;
      case "flood": out.print("x".repeat(n)); break;
      case "eat": List<byte[]> l = new ArrayList<>(); for (int i = 0; i < n; i++) l.add(new byte[1000 << 10]); break;
      case "file": Files.writeString(Path.of("big"), "x".repeat(n)); break;
      case "fork":
        try { out.write(new ProcessBuilder("echo", "-n", "child").start().getInputStream().readAllBytes()); }
        catch (IOException e) { out.print("refused"); out.flush(); System.exit(1); } break;
      case "threads": Thread[] t = new Thread[n]; for (int i = 0; i < n; i++) { t[i] = new Thread(() -> { try { Thread.sleep(200); } catch (InterruptedException e) { } }); t[i].start(); } for (Thread each : t) each.join(); out.print("joined"); break;
      case "leave": new ProcessBuilder("sleep", "60").start(); break;
      case "deep": out.print(deep(100000)); break;
      case "closed": System.in.close(); out.print("said"); break;
      case "locale": out.print(System.getenv("LANG")); break;
      case "upper": out.print(new Scanner(System.in).next().toUpperCase()); break;
      case "after": out.close(); System.err.print("after"); break;
    }
    out.flush();
  }
}
`;

const BASH = `a=$1 n=$2
deep() { if (( $1 )); then deep $(( $1 - 1 )); else printf done; fi; }
case $a in
exit) exit "$n" ;;
signal) kill -"$n" $$; sleep 1 ;;
partial) printf before; kill -ABRT $$ ;;
bare) printf a ;;
crlf) printf 'a\\r\\n' ;;
binary) printf '\\0\\377\\200' ;;
long) printf 'x%.0s' $(seq 1000000) ;;
count) wc -c | tr -d '\\n' ;;
name) printf %s "$0" ;;
beside) echo -n kept >x.txt; cat x.txt ;;
spin) while :; do :; done ;;
nap) sleep 60 ;;
flood) head -c "$n" /dev/zero | tr '\\0' x ;;
file) head -c "$n" /dev/zero >big ;;
fork) printf %s "$(echo child)" ;;
leave) setsid sleep 60 >/dev/null 2>&1 </dev/null & ;;
closed) exec 0<&-; printf said ;;
locale) printf %s "$LANG" ;;
after) exec 1>&-; printf after >&2 ;;
esac
`;

const PERL = `use POSIX; $| = 1; my ($a, $n) = @ARGV; no warnings 'recursion';
sub deep { my $n = shift; $n ? deep($n - 1) + 1 : 0 }
if ($a eq 'exit') { exit $n }
if ($a eq 'signal') { kill $n, $$; sleep 1 }
if ($a eq 'partial') { print 'before'; POSIX::abort() }
if ($a eq 'bare') { print 'a' }
if ($a eq 'crlf') { print "a\\r\\n" }
if ($a eq 'binary') { binmode STDOUT; print "\\0\\xff\\x80" }
if ($a eq 'long') { print 'x' x 1000000 }
if ($a eq 'count') { my $s = join '', <STDIN>; print length $s; <STDIN> }
if ($a eq 'name') { print $0 }
if ($a eq 'beside') { open my $f, '>', 'x.txt'; print $f 'kept'; close $f; open $f, '<', 'x.txt'; print <$f> }
if ($a eq 'spin') { 1 while 1 }
if ($a eq 'nap') { sleep 60 }
if ($a eq 'flood') { print 'x' x $n }
if ($a eq 'eat') { my @l; push @l, 'x' x (1 << 20) for 1 .. $n }
if ($a eq 'file') { open my $f, '>', 'big'; print $f 'x' x $n; close $f or exit 1 }
if ($a eq 'fork') { my $p = fork; if (!defined $p) { print 'refused'; exit 1 } if (!$p) { print 'child'; POSIX::_exit(0) } waitpid $p, 0 }
if ($a eq 'leave') { if (!fork) { POSIX::setsid(); sleep 60 } }
if ($a eq 'deep') { print deep(100000) }
if ($a eq 'closed') { close STDIN; print 'said' }
if ($a eq 'locale') { print $ENV{LANG} }
if ($a eq 'after') { close STDOUT; print STDERR 'after' }
`;

const RUBY = `a, n = ARGV[0], ARGV[1].to_i; $stdout.sync = true
case a
when 'exit' then exit! n
when 'signal' then Process.kill(n, $$); sleep 1
when 'partial' then print 'before'; Process.abort
when 'bare' then print 'a'
when 'crlf' then print "a\\r\\n"
when 'binary' then $stdout.binmode; $stdout.write "\\0\\xff\\x80".b
when 'long' then print 'x' * 1000000
when 'count' then print $stdin.read.bytesize; $stdin.read
when 'name' then print $0
when 'beside' then File.write('x.txt', 'kept'); print File.read('x.txt')
when 'spin' then loop { }
when 'nap' then sleep 60
when 'flood' then print 'x' * n
when 'eat' then l = []; n.times { l << 'x' * (1 << 20) }
when 'file' then begin File.write('big', 'x' * n) rescue exit 1 end
when 'fork' then begin print \`echo child\`.strip rescue (print 'refused'; exit 1) end
when 'threads' then begin Array.new(n) { Thread.new { sleep 0.2 } }.each(&:join); print 'joined' rescue (print 'refused'; exit! 1) end
when 'leave' then Process.detach(spawn('sleep 60', pgroup: true))
when 'closed' then $stdin.close; print 'said'
when 'locale' then print ENV['LANG']
when 'upper' then print $stdin.gets.strip.upcase
when 'after' then $stdout.close; $stderr.print 'after'
end
`;

const GO = `package main
import ("bytes"; "fmt"; "io"; "os"; "os/exec"; "strconv"; "strings"; "syscall"; "time")
func deep(n int) int { if n == 0 { return 0 }; return deep(n-1) + 1 }
func main() {
	a, n := os.Args[1], 0
	if len(os.Args) > 2 { n, _ = strconv.Atoi(os.Args[2]) }
	switch a {
	case "exit": os.Exit(n)
	case "signal": syscall.Kill(syscall.Getpid(), syscall.Signal(n)); time.Sleep(time.Second)
	case "partial": fmt.Print("before"); panic("crash")
	case "bare": fmt.Print("a")
	case "crlf": fmt.Print("a\\r\\n")
	case "binary": os.Stdout.Write([]byte{0, 255, 128})
	case "long": os.Stdout.Write(bytes.Repeat([]byte{'x'}, 1000000))
	case "count": b, _ := io.ReadAll(os.Stdin); fmt.Print(len(b)); io.ReadAll(os.Stdin)
	case "name": fmt.Print(os.Args[0])
	case "beside": os.WriteFile("x.txt", []byte("kept"), 0644); b, _ := os.ReadFile("x.txt"); fmt.Print(string(b))
	case "spin": for { }
	case "nap": time.Sleep(time.Minute)
	case "flood": os.Stdout.Write(bytes.Repeat([]byte{'x'}, n))
	case "eat": var l [][]byte; for i := 0; i < n; i++ { l = append(l, bytes.Repeat([]byte{1}, 1<<20)) }; _ = l
	case "file": if os.WriteFile("big", bytes.Repeat([]byte{'x'}, n), 0644) != nil { os.Exit(1) }
	case "fork": b, err := exec.Command("echo", "-n", "child").Output(); if err != nil { fmt.Print("refused"); os.Exit(1) }; fmt.Print(string(b))
	case "leave": exec.Command("sleep", "60").Start()
	case "deep": fmt.Print(deep(100000))
	case "closed": os.Stdin.Close(); fmt.Print("said")
	case "locale": fmt.Print(os.Getenv("LANG"))
	case "upper": var s string; fmt.Scan(&s); fmt.Print(strings.ToUpper(s))
	case "after": os.Stdout.Close(); fmt.Fprint(os.Stderr, "after")
	}
}
`;

/**
 * What each language can do; where one lacks something (a signal to itself, threads of its own), it is left
 * out.
 */
export const PROGRAMS: Readonly<
  Record<string, { source: string; can: readonly Behaviour[]; name?: string }>
> = {
  c: { source: C, can: EVERYTHING, name: './main' },
  python: { source: PYTHON, can: [...EVERYTHING, 'upper'], name: 'main.py' },
  javascript: { source: JAVASCRIPT, can: [...without('threads'), 'upper'], name: 'main.js' },
  java: { source: JAVA, can: [...without('signal', 'name'), 'upper'] },
  bash: { source: BASH, can: without('threads', 'eat', 'deep'), name: 'main.sh' },
  perl: { source: PERL, can: without('threads'), name: 'main.pl' },
  ruby: { source: RUBY, can: [...without('deep'), 'upper'], name: 'main.rb' },
  go: { source: GO, can: [...without('threads'), 'upper'], name: './main' },
};
