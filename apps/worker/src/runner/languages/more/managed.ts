import { JVM_FLAGS } from '../java.js';
import type { LanguageRow } from '../row.js';

/** `java` is found on the PATH that every program gets. */
const javaRun = (library: string): LanguageRow['run'] => ({
  argv: [...['java', ...JVM_FLAGS], ...['-cp', `{program}:.:${library}`, '{entry}']],
});

export const SCALA: LanguageRow = {
  id: 'scala',
  name: 'Scala',
  aliases: [],
  kind: 'bytecode',
  source: 'Main.scala',
  packages: ['scala'],
  imageVersion: '2.11',
  find: { names: /^scalac$/ },
  version: { args: ['-version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: ['{tool}', '-J-Xss8m', '-nobootcp', '-d', '.', '{args}', '{sources}'],
    env: ['JAVA_OPTS=-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1'],
    output: null,
    products: ['**/*.class', '**/*.kotlin_module', '**/*.tasty'],
    placed: 'apart',
    sources: /\.scala$/,
    allowedArgs: [/^-(deprecation|feature|unchecked|optimise)$/, /^-Xlint(:[a-z,-]+)?$/],
  },
  run: javaRun('/usr/share/java/scala-library.jar'),
  proof: 'object Main { def main(args: Array[String]): Unit = println(scala.io.StdIn.readLine()) }\n',
};

export const KOTLIN: LanguageRow = {
  id: 'kotlin',
  name: 'Kotlin',
  aliases: ['kt'],
  kind: 'bytecode',
  source: 'Main.kt',
  packages: ['kotlin'],
  imageVersion: '1.3',
  find: { names: /^kotlinc$/ },
  version: { args: ['-version'], pattern: /kotlinc-jvm (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: ['{tool}', '-nowarn', '-d', '.', '{args}', '{sources}'],
    env: ['JAVA_OPTS=-Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-PrintWarnings'],
    output: null,
    products: ['**/*.class', '**/*.kotlin_module', '**/*.tasty'],
    placed: 'apart',
    sources: /\.kt$/,
    allowedArgs: [/^-jvm-target [\d.]+$/, /^-progressive$/],
  },
  run: javaRun('/usr/share/java/kotlin-stdlib.jar'),
  proof: 'fun main() { println(readLine()) }\n',
};

export const CSHARP: LanguageRow = {
  id: 'csharp',
  name: 'C# (Mono)',
  aliases: ['c#', 'cs', 'mono'],
  kind: 'bytecode',
  source: 'main.cs',
  packages: ['mono-mcs', 'mono-runtime', 'libmono-system-core4.0-cil', 'libmono-system-numerics4.0-cil'],
  imageVersion: '6.8 (Mono)',
  find: { names: /^mcs$/, shows: ['/etc/mono'] },
  version: { args: ['--version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: [
      '{tool}',
      '-optimize+',
      '-out:main.exe',
      '-r:System.Core',
      '-r:System.Numerics',
      '{args}',
      '{sources}',
    ],
    output: 'main.exe',
    placed: 'copy',
    sources: /\.cs$/,
    allowedArgs: [/^-(unsafe|checked|debug)[+-]?$/, /^-langversion:[\w.]+$/, /^-warn:[0-4]$/],
  },
  run: {
    argv: ['mono', 'main.exe'],
  },
  proof: 'class P { static void Main() { System.Console.WriteLine(System.Console.ReadLine()); } }\n',
};

export const TYPESCRIPT: LanguageRow = {
  id: 'typescript',
  name: 'TypeScript',
  aliases: ['ts'],
  kind: 'bytecode',
  source: 'main.ts',
  packages: ['node-typescript'],
  imageVersion: '4.8',
  find: { names: /^tsc$/ },
  version: { args: ['--version'], pattern: /Version (\d+\.\d+[\w.-]*)/, idParts: 2 },
  // With the declarations of Node.js where the distribution has them.
  variants: [{ compile: ['--typeRoots', '/usr/share/nodejs/@types', '--types', 'node'] }, {}],
  compile: {
    argv: [
      ...[
        '{tool}',
        '--target',
        'es2020',
        '--module',
        'commonjs',
        '--esModuleInterop',
        '--strict',
        '--skipLibCheck',
      ],
      ...['{variant}', '{args}', '--outDir', '.', '{source}'],
    ],
    output: 'main.js',
    products: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    placed: 'copy',
    reserved: ['main.js'],
    allowedArgs: [
      /^--strict (true|false)$/,
      /^--target [eE][sS]\w+$/,
      /^--no[A-Z]\w+$/,
      // The value of one that may also stand alone.
      /^(true|false)$/,
    ],
  },
  run: {
    argv: ['node', '--stack-size={stackMiB:50-60}000', '--max-old-space-size={memoryMiB:100-0}', 'main.js'],
  },
  proof: 'import * as fs from "fs";\nprocess.stdout.write(fs.readFileSync(0, "utf8"));\n',
};

/** Erlang writes what it compiles at run time by one mapping of a file in memory and runs it by another. */
const CODE_BYTES = 64 * 1024 * 1024;

export const ERLANG: LanguageRow = {
  id: 'erlang',
  name: 'Erlang',
  aliases: ['erl'],
  kind: 'interpreted',
  source: 'main.erl',
  packages: ['erlang-base'],
  imageVersion: '25',
  find: { names: /^erl$/, companion: 'escript' },
  version: {
    args: ['-noinput', '-eval', 'io:format("OTP ~s~n", [erlang:system_info(otp_release)]), halt().'],
    pattern: /OTP (\d+)/,
    idParts: 1,
  },
  compile: null,
  // The virtual machine starts a helper process of its own. escript passes over the first line, which is
  // meant for `#!`.
  firstLine: { unless: /^#!/, text: '#!/usr/bin/env escript\n' },
  run: { argv: ['{companion}', '{source}'], processes: true, ownFileBytes: CODE_BYTES },
  check: ['{companion}', '-s', '{source}'],
  proof: '#!/usr/bin/env escript\nmain(_) -> io:put_chars(io:get_line("")).\n',
};

export const ELIXIR: LanguageRow = {
  id: 'elixir',
  name: 'Elixir',
  aliases: ['ex', 'exs'],
  kind: 'interpreted',
  source: 'main.exs',
  packages: ['elixir'],
  imageVersion: '1.14',
  find: { names: /^elixir$/ },
  version: { args: ['--version'], pattern: /Elixir (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{source}'], processes: true, ownFileBytes: CODE_BYTES },
  check: [
    ...['{tool}', '-e'],
    'file = System.get_env("SOURCE"); Code.string_to_quoted!(File.read!(file), file: file)',
  ],
  proof: 'IO.write(IO.gets(""))\n',
};
