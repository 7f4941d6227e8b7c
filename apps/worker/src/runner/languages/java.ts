import type { LanguageRow } from './row.js';

/**
 * How programs for the Java machine run: its optimizing compiler, as on its user's own machine, and the
 * collector that needs neither threads nor room of its own. The two loop options are what that compiler has
 * with the usual collector: without them, some loops take twice the time.
 *
 * The heap has no limit that a program could reach: the machine asks the kernel for more, and the box sees
 * what it asks for and what it uses. It grows with what is alive, so that garbage does not count; the young
 * part is small for the same reason.
 *
 * The class data archive is the one that comes with the JDK. Of one made here, with what programs use of
 * java.util and streams, small programs gain about a twentieth where it replaces that one, and lose up to
 * a tenth where it comes on top of it.
 */
export const JVM_FLAGS: readonly string[] = [
  ...['-XX:+UseSerialGC', '-XX:-UsePerfData', '-Xshare:auto', '-XX:+IgnoreUnrecognizedVMOptions'],
  ...['-XX:+UseCountedLoopSafepoints', '-XX:LoopStripMiningIter=1000'],
  ...['-Xmx30g', '-Xms16m', '-XX:MaxNewSize={memoryMiB:16-0}m'],
  ...['-XX:MinHeapFreeRatio=20', '-XX:MaxHeapFreeRatio=40', '-Xss{stackMiB:50-512}m'],
];

/**
 * javac is a short program: no second compiler tier, no collector threads, the class data archive that comes
 * with the JDK.
 */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'];
const JAVAC_FLAGS = SHORT_LIVED.map((flag) => `-J${flag}`);

export const JAVA: LanguageRow = {
  id: 'java',
  name: 'Java',
  aliases: ['jdk', 'openjdk'],
  kind: 'bytecode',
  source: 'Main.java',
  packages: ['default-jdk-headless'],
  imageVersion: '17.0',
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
  // A folder of its own, because a package may have the name of a folder of further files, which is
  // read-only. Java 8 does not make that folder.
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
    products: ['**/*.class'],
    placed: 'apart',
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
    argv: [
      ...['{tool}', ...JVM_FLAGS, '{interpreterArgs}'],
      ...['-cp', '{program}/.classes:{program}:.', '{entry}'],
    ],
  },
  proof:
    'import java.util.*;\npublic class Main { public static void main(String[] a) { System.out.println(new Scanner(System.in).next()); } }\n',
};
