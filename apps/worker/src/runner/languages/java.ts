import type { LanguageRow } from './row.js';

/** Short programs: no second compiler tier, no collector threads, the class data archive that comes with the JDK. */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'];
const JAVAC_FLAGS = SHORT_LIVED.map((flag) => `-J${flag}`);

export const JAVA: LanguageRow = {
  id: 'java',
  name: 'Java',
  aliases: ['jdk', 'openjdk'],
  kind: 'bytecode',
  source: 'Main.java',
  packages: ['default-jdk-headless'],
  find: {
    names: /^java$/,
    companion: 'javac',
    roots: ['/usr/lib/jvm/*', '~/.sdkman/candidates/java/*', '/opt/java/*'],
  },
  version: {
    args: ['-XX:+UseSerialGC', '-version'],
    pattern: /version "(?:1\.(?=\d\.))?(\d+[\w.-]*)/,
    idParts: 1,
  },
  // A folder of its own, because a package may have the name of a folder of further files, which is read-only. Java 8 does
  // not make that folder.
  variants: [{ compile: ['-d', '.classes'] }, { compile: ['-d', '.'] }],
  compile: {
    argv: [
      ...[
        '{companion}',
        ...JAVAC_FLAGS,
        '{warmArgs}',
        '-J-Xshare:auto',
        '-encoding',
        'UTF-8',
        '-proc:none',
        '-nowarn',
      ],
      ...['{args}', '{variant}', '{sources}'],
    ],
    output: null,
    reserved: ['.classes'],
    sources: /\.java$/,
    allowedArgs: [
      /^-Xlint(:[a-z,-]+)?$/,
      /^-g(:(none|[a-z,]+))?$/,
      /^-(deprecation|parameters|nowarn|Werror)$/,
      /^--release[ =]\d+$/,
      /^-(source|target) [\d.]+$/,
      /^--enable-preview$/,
    ],
    // javac is itself a Java program: an archive of its loaded classes saves a third of its time (JEP 350).
    warmUp: {
      files: [
        {
          path: 'Main.java',
          content:
            'import java.util.*;\nimport java.util.stream.*;\nimport java.io.*;\npublic class Main {\n' +
            '  record P(int a, int b) {}\n  public static void main(String[] args) throws IOException {\n' +
            '    BufferedReader r = new BufferedReader(new InputStreamReader(System.in));\n' +
            '    Map<String, List<Integer>> m = new TreeMap<>(Comparator.reverseOrder());\n' +
            '    for (String s : r.readLine().split(" ")) m.computeIfAbsent(s, k -> new ArrayList<>()).add(s.length());\n' +
            '    System.out.println(m.values().stream().map(Object::toString).collect(Collectors.joining(",")));\n' +
            '    System.out.println(new P(1, 2));\n  }\n}\n',
        },
      ],
      argv: [
        ...[
          '{companion}',
          ...JAVAC_FLAGS,
          '-J-XX:ArchiveClassesAtExit=javac.jsa',
          '-encoding',
          'UTF-8',
          '-proc:none',
        ],
        ...['-nowarn', '-d', '{tmp}', 'Main.java'],
      ],
      directory: '',
      produces: /^javac\.jsa$/,
      // Silent: newer versions say so when some part of the archive does not fit.
      args: ['-J-XX:SharedArchiveFile={warm}/javac.jsa', '-J-Xlog:disable'],
    },
  },
  run: {
    // What the machine needs beside its heap (class data, compiled code, stacks) is taken off the memory limit.
    argv: [
      ...['{tool}', ...SHORT_LIVED, '-Xshare:auto', '-Xss64m', '-Xmx{memoryMiB:100-64}m'],
      ...['-cp', '{program}/.classes:{program}', '{entry}'],
    ],
    // Each of the machine's own threads reserves -Xss as well, which RLIMIT_DATA would count; the heap is bounded by
    // -Xmx, and the box's watchdog looks at what is really used.
    addressSpace: 'none',
  },
  proof:
    'import java.util.*;\npublic class Main { public static void main(String[] a) { System.out.println(new Scanner(System.in).next()); } }\n',
};
