/** For each language of the full image: the sum of the numbers on stdin; a program that is wrong; one that never ends. */
export interface Samples {
  sum: string;
  broken: string;
  endless: string;
}

const C = {
  sum: '#include <stdio.h>\nint main(void) { long s = 0, x; while (scanf("%ld", &x) == 1) s += x; printf("%ld\\n", s); }',
  broken: 'int main(void) { return undeclared_name; }',
  endless: 'int main(void) { volatile int x = 0; for (;;) x = x + 1; }',
};

export const SAMPLES: Readonly<Record<string, Samples>> = {
  'c-clang': C,
  'cpp-clang': {
    ...C,
    sum: '#include <bits/stdc++.h>\nint main() { long s = 0, x; while (std::cin >> x) s += x; std::cout << s << "\\n"; }',
    broken: '#include <vector>\nint main() { return undeclared_name; }',
  },
  d: {
    sum: 'import std.stdio, std.algorithm, std.conv, std.array;\nvoid main() { long s = 0; foreach (line; stdin.byLine) foreach (w; line.split) s += w.to!long; writeln(s); }',
    broken: 'void main() { undeclared(); }',
    endless: 'void main() { for (int i = 0;; i++) {} }',
  },
  fortran: {
    sum: 'program main\n  character(1000) :: line\n  integer(8) :: x(100)\n  integer :: e, i, n\n  read (*, "(a)") line\n  do n = 1, 100\n    read (line, *, iostat=e) (x(i), i = 1, n)\n    if (e /= 0) exit\n  end do\n  print "(i0)", sum(x(1:n - 1))\nend program\n',
    broken: 'program main\n  integer :: x = \nend program\n',
    endless:
      'program main\n  integer :: i\n  i = 0\n  do\n    i = i + 1\n    if (i < 0) i = 0\n  end do\nend program\n',
  },
  ada: {
    sum: 'with Ada.Text_IO; use Ada.Text_IO;\nwith Ada.Long_Long_Integer_Text_IO; use Ada.Long_Long_Integer_Text_IO;\nprocedure Main is\n   S, X : Long_Long_Integer := 0;\nbegin\n   while not End_Of_File loop\n      Get (X);\n      S := S + X;\n   end loop;\n   Put (S, Width => 0);\n   New_Line;\nend Main;\n',
    broken: 'procedure Main is\nbegin\n   Undeclared;\nend Main;\n',
    endless: 'procedure Main is\nbegin\n   loop\n      null;\n   end loop;\nend Main;\n',
  },
  assembly: {
    sum: 'extern scanf, printf\nglobal main\nsection .data\nin: db "%ld", 0\nout: db "%ld", 10, 0\nsection .bss\nx: resq 1\nsection .text\nmain:\n  push rbx\n  xor ebx, ebx\nnext:\n  mov rdi, in\n  mov rsi, x\n  xor eax, eax\n  call scanf\n  cmp eax, 1\n  jne done\n  add rbx, [x]\n  jmp next\ndone:\n  mov rdi, out\n  mov rsi, rbx\n  xor eax, eax\n  call printf\n  xor eax, eax\n  pop rbx\n  ret\n',
    broken: 'global main\nmain:\n  nonsense rax, rbx, rcx\n',
    endless: 'global main\nsection .text\nmain:\n  jmp main\n',
  },
  pascal: {
    sum: 'var s, x: int64;\nbegin\n  s := 0;\n  while not seekeof do begin read(x); s := s + x; end;\n  writeln(s);\nend.\n',
    broken: 'begin undeclared; end.\n',
    endless: 'begin while true do; end.\n',
  },
  haskell: {
    sum: 'main :: IO ()\nmain = getContents >>= print . sum . map (read :: String -> Integer) . words\n',
    broken: 'main = putStrLn (1 :: Int)\n',
    endless:
      'main :: IO ()\nmain = go 0 where go :: Int -> IO ()\n                  go n = if n < 0 then print n else go ((n + 1) `mod` 1000)\n',
  },
  ocaml: {
    sum: 'let () = let s = ref 0 in (try while true do Scanf.scanf " %d" (fun x -> s := !s + x) done with _ -> ()); print_int !s; print_newline ()\n',
    broken: 'let () = print_int "text"\n',
    endless: 'let () = while true do () done\n',
  },
  nim: {
    sum: 'import strutils\nvar s = 0\nfor line in stdin.lines:\n  for w in line.splitWhitespace: s += parseInt(w)\necho s\n',
    broken: 'echo undeclared\n',
    endless: 'var x = 0\nwhile true: x = (x + 1) mod 7\n',
  },
  cobol: {
    sum: 'identification division.\nprogram-id. solution.\ndata division.\nworking-storage section.\n01 t pic x(200).\n01 a pic s9(9).\n01 w pic x(20).\n01 p binary-long value 1.\n01 s pic s9(9) value 0.\n01 r pic -(9)9.\nprocedure division.\n  accept t\n  perform until p > 200\n    unstring t delimited by all space into w with pointer p\n    if w not = spaces compute s = s + function numval(w) end-if\n    move spaces to w\n  end-perform\n  move s to r\n  display function trim(r)\n  stop run.\n',
    broken:
      'identification division.\nprogram-id. solution.\nprocedure division.\n  move undeclared to nothing\n  stop run.\n',
    endless:
      'identification division.\nprogram-id. solution.\nprocedure division.\n  perform until 1 = 2\n    continue\n  end-perform\n  stop run.\n',
  },
  scala: {
    sum: 'object Main { def main(a: Array[String]): Unit = println(scala.io.Source.stdin.getLines().flatMap(_.split("\\\\s+")).filter(_.nonEmpty).map(_.toLong).sum) }',
    broken: 'object Main { def main(a: Array[String]): Unit = undeclared() }',
    endless: 'object Main { def main(a: Array[String]): Unit = while (true) {} }',
  },
  kotlin: {
    sum: 'fun main() { var s = 0L; while (true) { val line = readLine() ?: break; for (w in line.split(" ")) if (w.isNotEmpty()) s += w.toLong() }; println(s) }',
    broken: 'fun main() { undeclared() }',
    endless: 'fun main() { while (true) { } }',
  },
  csharp: {
    sum: 'using System; using System.Linq;\nclass P { static void Main() { Console.WriteLine(Console.In.ReadToEnd().Split(new char[0], StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).Sum()); } }',
    broken: 'class P { static void Main() { Undeclared(); } }',
    endless: 'class P { static void Main() { for (;;) { } } }',
  },
  typescript: {
    sum: 'import { readFileSync } from "fs";\nconst numbers: number[] = readFileSync(0, "utf8").trim().split(/\\s+/).map(Number);\nconsole.log(numbers.reduce((a, b) => a + b, 0));',
    broken: 'const x: number = "text";',
    endless: 'for (;;);',
  },
  erlang: {
    sum: '#!/usr/bin/env escript\nmain(_) -> io:format("~p~n", [loop(0)]).\nloop(S) -> case io:fread("", "~d") of {ok, [X]} -> loop(S + X); _ -> S end.\n',
    broken: '#!/usr/bin/env escript\nmain(_) -> undeclared(.\n',
    endless: '#!/usr/bin/env escript\nmain(_) -> main(x).\n',
  },
  elixir: {
    sum: 'IO.read(:stdio, :all) |> String.split() |> Enum.map(&String.to_integer/1) |> Enum.sum() |> IO.puts()\n',
    broken: 'IO.puts(undeclared_variable\n',
    endless: 'defmodule L do\n  def go, do: go()\nend\nL.go()\n',
  },
  pypy: {
    sum: 'import sys\nprint(sum(map(int, sys.stdin.read().split())))',
    broken: 'def (:',
    endless: 'while True: pass',
  },
  php: {
    sum: '<?php echo array_sum(preg_split("/\\s+/", trim(stream_get_contents(STDIN)))), "\\n";',
    broken: '<?php echo (;',
    endless: '<?php while (true);',
  },
  lua: {
    sum: 'local s = 0\nfor w in io.read("a"):gmatch("%S+") do s = s + math.tointeger(tonumber(w)) end\nprint(s)',
    broken: 'local = ',
    endless: 'while true do end',
  },
  lisp: {
    sum: '(let ((s 0)) (loop for x = (read *standard-input* nil nil) while x do (incf s x)) (format t "~d~%" s))',
    broken: '(defun',
    endless: '(loop)',
  },
  scheme: {
    sum: '(let loop ((s 0)) (let ((x (read))) (if (eof-object? x) (begin (display s) (newline)) (loop (+ s x)))))',
    broken: '(display (undeclared',
    endless: '(let loop () (loop))',
  },
  prolog: {
    sum: ':- initialization(main).\nmain :- read_string(user_input, _, T), split_string(T, " \\n", " \\n", P), foldl([W, A, B] >> (W == "" -> B = A ; number_string(N, W), B is A + N), P, 0, S), writeln(S).\n',
    broken: ':- initialization(main).\nmain :- undeclared_predicate.\n',
    endless: ':- initialization(main).\nmain :- repeat, fail.\n',
  },
  r: {
    sum: 'cat(sum(scan(file("stdin"), quiet = TRUE)), "\\n", sep = "")',
    broken: 'x <- (',
    endless: 'while (TRUE) {}',
  },
  tcl: {
    sum: 'set s 0\nforeach w [split [read stdin]] { if {$w ne ""} { incr s $w } }\nputs $s',
    broken: 'undeclared_command',
    endless: 'while 1 {}',
  },
  sql: {
    sum: '.separator " "\ncreate table t(a, b, c);\n.import /dev/stdin t\nselect sum(a + b + c) from t;',
    broken: 'select from where;',
    endless: 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n;',
  },
  awk: {
    sum: '{ for (i = 1; i <= NF; i++) s += $i } END { print s }',
    broken: '{ print (',
    endless: 'BEGIN { while (1); }',
  },
  raku: {
    sum: 'say $*IN.slurp.words».Int.sum;',
    broken: 'say undeclared-name;',
    endless: 'loop {}',
  },
  forth: {
    sum: 'create line 256 allot\n: total line 256 stdin read-line throw drop line swap evaluate begin depth 1 > while + repeat ;\ntotal 0 .r cr\n',
    broken: 'undeclared-word',
    endless: ': go begin again ; go',
  },
};
