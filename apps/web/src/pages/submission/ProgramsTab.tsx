import type { Program, SubmissionView } from '@app/contracts';
import { LazyEditor } from '../../features/editor/LazyEditor.js';
import { EditorHint } from '../../features/editor/EditorHint.js';
import { fileNameOf } from '../../features/languages/fileNames.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { download } from '../../ui/download.js';
import { DownloadIcon } from '../../ui/icons.js';

/** The programs of a submission by their roles. */
export function programsOf({ request }: Pick<SubmissionView, 'request'>): [string, Program][] {
  const found: [string, Program][] = [];
  const fields = request as unknown as Record<string, unknown>;
  for (const role of ['reference', 'candidate', 'program', 'interactor', 'validator'])
    if (isProgram(fields[role])) found.push([role, fields[role]]);
  for (const role of ['generator', 'checker']) {
    const holder = fields[role] as { program?: unknown } | undefined;
    if (isProgram(holder?.program)) found.push([role, holder.program]);
  }
  const others = Array.isArray(fields['candidates']) ? (fields['candidates'] as unknown[]) : [];
  others.forEach((other, index) => isProgram(other) && found.push([`candidate ${index + 1}`, other]));
  return found;
}

const isProgram = (value: unknown): value is Program =>
  typeof value === 'object' && value !== null && 'source' in value && 'language' in value;

/** What was run, read only. */
export function ProgramsTab({ view }: { view: SubmissionView }) {
  const clex =
    view.request.kind === 'stress' && 'clex' in view.request.generator ? view.request.generator.clex : null;
  return (
    <div className="programs">
      {programsOf(view).map(([role, program]) => (
        <section key={role} className={`card program ${role}`} aria-label={role}>
          <header className="card-head">
            <h2>
              <span className="dot" aria-hidden="true" />
              {role}
            </h2>
            <p className="card-about">{program.language}</p>
            <span className="head-end">
              <CopyButton label={`Copy the ${role}`} text={() => program.source} />
              <button
                type="button"
                className="button small square"
                aria-label={`Save the ${role} to a file`}
                onClick={() => download(fileNameOf(role, program.language), program.source)}
              >
                <DownloadIcon />
              </button>
            </span>
          </header>
          <div className="editor" data-testid={`${role}-source`}>
            <LazyEditor
              label={`Source of the ${role}`}
              value={program.source}
              language={program.language}
              readOnly
              onChange={() => {}}
            />
          </div>
          <OtherFiles program={program} />
        </section>
      ))}
      {clex !== null && (
        <section className="card" aria-label="clex">
          <div className="card-head">
            <h2>Inputs</h2>
            <span className="head-end">
              <CopyButton label="Copy the clex" text={() => clex} />
            </span>
          </div>
          <pre className="big-text" tabIndex={0} data-testid="clex-source">
            {clex}
          </pre>
        </section>
      )}
      <p className="foot">
        <EditorHint />
      </p>
    </div>
  );
}

function OtherFiles({ program }: { program: Program }) {
  const { files = [], compileArgs = [], runArgs = [] } = program;
  const notes = [
    compileArgs.length > 0 && `options: ${compileArgs.join(' ')}`,
    runArgs.length > 0 && `arguments: ${runArgs.join(' ')}`,
    files.length > 0 && `files: ${files.map(({ path }) => path).join(', ')}`,
  ].filter(Boolean);
  return notes.length > 0 ? <p className="muted program-notes">{notes.join(' · ')}</p> : null;
}
