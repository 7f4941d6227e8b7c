import type { Archive } from '../archive/archive.js';
import { inMemory, type Content } from '../archive/content.js';
import type { ProblemChecker } from '../model.js';
import { baseName } from '../text/languages.js';

/**
 * A checker of DMOJ that is a module of Python with `check(process_output, judge_output, **more)`. There it runs
 * in the judge itself; here it is a program in a box, which a few lines of ours call as the judge would. It
 * sees of the judge what checkers use: `CheckerResult` and `Result`.
 */
export function pythonChecker(
  files: Archive,
  path: string,
  args: Readonly<Record<string, unknown>>,
): ProblemChecker<Content> {
  const modules = files.paths.filter((name) => /^[^/]+\.py$/.test(name) || name === path);
  const settings = JSON.stringify(JSON.stringify({ file: baseName(path), args }));
  return {
    type: 'program',
    program: {
      name: path,
      language: 'python',
      files: [
        { path: 'call_checker.py', content: inMemory(CALLER.replace('SETTINGS', () => settings)) },
        ...modules.map((name) => ({ path: baseName(name), content: files.file(name)! })),
      ],
    },
    protocol: 'testlib',
    args: [],
    // The caller says that the test is worth 1.
    pointsAre: 'fraction',
  };
}

const CALLER = `import importlib.util, json, os, sys, types

settings = json.loads(SETTINGS)
sys.path.insert(0, os.getcwd())


class CheckerResult:
    def __init__(self, passed, points, feedback='', extended_feedback=''):
        self.passed, self.points = bool(passed), float(points or 0)
        self.feedback, self.extended_feedback = feedback or '', extended_feedback or ''


class Result:
    AC, WA, RTE, TLE, MLE, IR, SC, OLE, IE = 0, 1, 2, 4, 8, 16, 32, 64, 1 << 30
    proc_output = b''


def utf8bytes(text):
    return text.encode('utf-8') if isinstance(text, str) else text


def utf8text(text, errors='strict'):
    return text.decode('utf-8', errors) if isinstance(text, bytes) else text


def module(name, **members):
    made = sys.modules[name] = types.ModuleType(name)
    made.__dict__.update(members)


for name in ('dmoj', 'dmoj.utils'):
    module(name, __path__=[])
module('dmoj.result', CheckerResult=CheckerResult, Result=Result)
module('dmoj.utils.unicode', utf8bytes=utf8bytes, utf8text=utf8text)

spec = importlib.util.spec_from_file_location('checker_of_the_package', settings['file'])
checker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(checker)
judge_input, process_output, judge_output = (open(path, 'rb').read() for path in sys.argv[1:4])
more = dict(submission_source=b'', judge_input=judge_input, point_value=1, case_position=0, batch=0,
            submission_language='', binary_data=False, execution_time=0.0, problem_id='', case=None, result=Result())
more.update(settings['args'])
said = checker.check(process_output, judge_output, **more)
if not isinstance(said, CheckerResult):
    said = CheckerResult(said, 1 if said else 0)
words = ' '.join(utf8text(said.feedback, 'replace').split())
if said.points > 0 and not (said.passed and said.points >= 1):
    sys.stderr.write('points %.9f %s' % (min(said.points, 1), words))
    sys.exit(7)
sys.stderr.write(words)
sys.exit(0 if said.passed else 1)
`;
