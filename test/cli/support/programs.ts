/** Small programs of the table; C and Python start fast. */
export const FILES = {
  'sum.py': 'input()\nprint(sum(map(int, input().split())))\n',
  'sum-wrong.py':
    'input()\nnumbers = list(map(int, input().split()))\nprint(sum(numbers) + (7 in numbers))\n',
  'sum.c':
    '#include <stdio.h>\nint main(void) {\n  int n, x, s = 0;\n  scanf("%d", &n);\n  while (n-- && scanf("%d", &x) == 1) s += x;\n  printf("%d\\n", s);\n}\n',
  'broken.c': 'int main(void) { return oops; }\n',
  'crash.py': 'import sys\nsys.stderr.write("on the way\\n")\nsys.exit(3)\n',
  'hello.py': 'print("hello")\n',
  'echo.py': 'import sys\nsys.stdout.write(sys.stdin.read())\n',
  'args.py': 'import sys\nprint(" ".join(sys.argv[1:]))\n',
  'endless.py': 'while True:\n    pass\n',
  'binary.py': 'import sys\nsys.stdout.buffer.write(bytes([0, 255, 10]))\n',
  'generator.py':
    'import sys, random\nrandom.seed(sys.argv[-2] + "/" + sys.argv[-1])\nn = random.randint(1, 5)\nprint(n)\nprint(*[random.randint(1, 9) for _ in range(n)])\n',
  'bad-generator.py': 'raise SystemExit(1)\n',
  'checker.py': 'import sys\nsys.exit(0)\n',
  'program.unknown': 'print(1)\n',
  noending: 'print(1)\n',
  'input.clex': 'n=N[1,5] ; N[1,9]{n} ;\n',
  'one.txt': '2\n3 4\n',
  'seven.txt': '2\n7 4\n',
  'tests/1.in': '2\n3 4\n',
  'tests/1.out': '7\n',
  'tests/2.in': '1\n7\n',
  'tests/2.out': '7\n',
  'tests/10.in': '3\n1 1 1\n',
  'tests/10.ans': '3\n',
  'empty/readme.md': 'nothing\n',
  'folder/cpast.json':
    '{ "reference": "../sum.py", "candidate": "../sum-wrong.py", "clex": "n=N[1,5] ; N[1,9]{n} ;", "seed": "1" }\n',
  'odd/cpast.json': '{ "referense": "a.py" }\n',
  'odder/cpast.json': '{ nothing\n',
} as const;
