import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type {
  BuiltInChecker,
  CheckerProtocol,
  Problem,
  ProblemChecker,
  ProblemInteractor,
  ProblemProgram,
} from '../model.js';
import { PackageError } from '../package-error.js';
import { baseName, languageOfName, languageOfPath } from '../text/languages.js';
import { pythonChecker } from './dmoj-python.js';
import { programOfFile } from '../text/programs.js';
import { settingsOf, type Settings } from '../text/settings.js';

interface DmojFiles {
  files: Archive;
  top: Settings;
  problem: Problem<Content>;
}

/** The checkers that DMOJ calls by a word. */
export async function readDmojChecker(pack: DmojFiles, value: unknown): Promise<ProblemChecker<Content>> {
  const settings = settingsOf(value);
  const name = typeof value === 'string' ? value : (settings.text('name') ?? 'standard');
  if (name === 'bridged') return bridged(pack, settings.map('args'));
  if (name.endsWith('.py')) {
    if (!pack.files.has(name)) throw new PackageError('broken_package', `the checker ${name} is missing`);
    if (/\bsubmission_source\b/.test(await readText(pack.files.file(name)!))) {
      pack.problem.warnings.push(`the checker ${name} looks at the source of a submission: here it is empty`);
    }
    return pythonChecker(pack.files, name, settings.map('args').all);
  }
  return wordChecker(name, settings.map('args'), pack.problem.warnings);
}

function wordChecker(name: string, args: Settings, warnings: string[]): BuiltInChecker {
  const precision = 10 ** -(args.number('precision') ?? 6);
  switch (name) {
    case 'standard':
      return { type: 'tokens', caseSensitive: true, spaces: 'line-breaks' };
    case 'identical':
      return { type: 'exact' };
    case 'easy':
      return { type: 'characters' };
    case 'floats':
    case 'floatsabs':
    case 'floatsrel': {
      const mode =
        name === 'floatsabs'
          ? 'absolute'
          : name === 'floatsrel'
            ? 'relative'
            : (args.text('error_mode') ?? 'default');
      return {
        type: 'floats',
        caseSensitive: true,
        byLine: true,
        ...(mode !== 'relative' && { absolute: precision }),
        ...(mode !== 'absolute' && { relative: precision }),
      };
    }
    case 'rstripped':
      return { type: 'lines' };
    case 'linecount':
      return { type: 'line_count' };
    case 'sorted':
      return args.text('split_on') === 'whitespace'
        ? { type: 'tokens', caseSensitive: true, sorted: true }
        : { type: 'unordered_lines', byToken: true };
    case 'unordered':
      return { type: 'tokens', caseSensitive: true, sorted: true };
    default:
      warnings.push(`the checker ${name} is not known: tokens are compared`);
      return { type: 'tokens', caseSensitive: true, spaces: 'line-breaks' };
  }
}

const PROTOCOLS: Readonly<Record<string, CheckerProtocol>> = {
  default: 'dmoj-default',
  testlib: 'dmoj-testlib',
  coci: 'dmoj-coci',
  peg: 'dmoj-peg',
};

function bridged(pack: DmojFiles, args: Settings): ProblemChecker<Content> {
  const kind = args.text('type') ?? 'default';
  const protocol = Object.hasOwn(PROTOCOLS, kind) ? PROTOCOLS[kind] : undefined;
  if (!protocol)
    throw new PackageError('unsupported_package', `bridged checkers of the type ${kind} are not known`);
  const template = args.text('args_format_string');
  const flags = args.texts('flags');
  if (flags.length > 0)
    pack.problem.warnings.push(`the compiler flags ${flags.join(' ')} of the checker are not used`);
  return {
    type: 'program',
    program: programOf(pack, args, 'checker'),
    protocol,
    args: [],
    pointsAre: 'absolute',
    ...(template !== undefined && { argsTemplate: template }),
  };
}

function programOf({ files }: DmojFiles, args: Settings, what: string): ProblemProgram<Content> {
  const [main = '', ...others] = args.texts('files');
  const language = languageOfName(args.text('lang') ?? '') ?? languageOfPath(main);
  const beside = others.flatMap((path) => {
    const content = files.file(path);
    return content ? [{ path: baseName(path), content }] : [];
  });
  const testlib = files.file('testlib.h');
  if (testlib && !others.includes('testlib.h')) beside.push({ path: 'testlib.h', content: testlib });
  const program = programOfFile(files, main, { language, beside });
  if (!program)
    throw new PackageError(
      'broken_package',
      `the ${what} ${main} is missing, or in no language that is known`,
    );
  return program;
}

/** `interactive:` */
export function readDmojInteractor(pack: DmojFiles): Promise<ProblemInteractor<Content> | undefined> {
  if (!pack.top.has('interactive')) return Promise.resolve(undefined);
  const settings = pack.top.map('interactive');
  const kind = settings.text('type') ?? 'default';
  if (kind !== 'testlib' && kind !== 'default') {
    throw new PackageError('unsupported_package', `interactors of the type ${kind} are not judged`);
  }
  const template = settings.text('args_format_string');
  // Those of no type get no file to write to.
  const argsTemplate = template ?? (kind === 'default' ? '{input_file} {answer_file}' : undefined);
  return Promise.resolve({
    program: programOf(pack, settings, 'interactor'),
    protocol: 'testlib',
    args: [],
    ...(argsTemplate !== undefined && { argsTemplate }),
    checkerFollows: false,
  });
}
