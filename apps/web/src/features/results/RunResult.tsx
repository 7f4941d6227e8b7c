import type { RunRequest, RunResult } from '@app/contracts';
import { useState } from 'react';
import { AnsiText } from '../../ui/AnsiText.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { download } from '../../ui/download.js';
import { formatBytes, formatDuration } from '../../ui/format.js';
import { bytesOf, hexRows, textOfBytes } from '../diff/bytes.js';
import type { ExecutionView } from './expected-fields.js';
import type { ResultProps } from './resultProps.js';
import { endingText } from './verdictText.js';

const PANES = ['stdout', 'stderr', 'compiler', 'files', 'hex'] as const;
type PaneName = (typeof PANES)[number];

/** What a program printed, in which time and memory. */
export function RunResultView({ state }: ResultProps) {
  const result = state.view.result as RunResult | null;
  const execution = result?.execution as ExecutionView | null | undefined;
  const compilation = result?.compilation ?? null;
  const stdout = execution?.stdoutBase64
    ? textOfBytes(bytesOf(execution.stdoutBase64))
    : (execution?.stdout ?? '');
  const stderr = execution?.stderrBase64
    ? textOfBytes(bytesOf(execution.stderrBase64))
    : (execution?.stderr ?? '');
  // Why a program failed stands in its stderr more often than in what it had printed until then.
  const tellsWhy = stderr !== '' && (stdout === '' || execution?.verdict === 'runtime_error');
  const first: PaneName = !execution ? 'compiler' : tellsWhy ? 'stderr' : 'stdout';
  const [picked, setPicked] = useState<PaneName | null>(null);
  const pane = picked ?? first;
  const limits = (state.view.request as RunRequest).limits ?? {};
  const has: Record<PaneName, boolean> = {
    stdout: Boolean(execution),
    stderr: stderr !== '',
    compiler: Boolean(compilation && compilation.output.trim() !== ''),
    files: Boolean(execution?.files?.length),
    hex: Boolean(execution && stdout !== ''),
  };
  return (
    <section className="card run-result" aria-label="Output">
      {execution && <Usage execution={execution} limits={limits} />}
      <div className="tabs" role="group" aria-label="What is shown">
        {PANES.filter((name) => has[name] || name === pane).map((name) => (
          <button
            key={name}
            type="button"
            className="tab"
            aria-pressed={name === pane}
            onClick={() => setPicked(name)}
          >
            {name}
          </button>
        ))}
        <span className="tabs-end">
          <CopyButton label="Copy the output" text={() => stdout} />
        </span>
      </div>
      {pane === 'stdout' && (
        <>
          {execution?.stdoutTruncated && (
            <Cut id={state.view.id} name="stdout" bytes={execution.stdoutBytes} />
          )}
          {stdout === '' ? <p className="nothing">nothing</p> : <AnsiText text={stdout} testId="stdout" />}
        </>
      )}
      {pane === 'stderr' && <AnsiText text={stderr} testId="stderr" />}
      {pane === 'compiler' && <AnsiText text={compilation?.output ?? ''} testId="compiler-output" />}
      {pane === 'hex' && (
        <pre className="hex" tabIndex={0}>
          {hexRows(
            execution?.stdoutBase64 ? bytesOf(execution.stdoutBase64) : new TextEncoder().encode(stdout),
          )}
        </pre>
      )}
      {pane === 'files' && <Files files={execution?.files ?? []} id={state.view.id} />}
    </section>
  );
}

/** That a text is only the beginning, and where the whole is. */
function Cut({ id, name, bytes }: { id: string; name: string; bytes: number | undefined }) {
  return (
    <p className="pane-note">
      Only the beginning{bytes === undefined ? '' : ` of ${formatBytes(bytes)}`} is shown.{' '}
      <a href={`/api/v1/submissions/${id}/blobs/${name}`} download={`${name}.txt`}>
        Download the whole
      </a>
    </p>
  );
}

/** What a run used of what it may. */
function Usage({ execution, limits }: { execution: ExecutionView; limits: RunRequest['limits'] & object }) {
  const rows = [
    {
      name: 'CPU',
      used: formatDuration(execution.cpuTimeMs),
      part: partOf(execution.cpuTimeMs, limits.cpuTimeLimitMs),
    },
    {
      name: 'wall',
      used: formatDuration(execution.wallTimeMs),
      part: partOf(execution.wallTimeMs, limits.wallTimeLimitMs),
    },
    {
      name: 'memory',
      used: formatBytes(execution.memoryBytes),
      part: partOf(execution.memoryBytes, limits.memoryLimitBytes),
    },
  ];
  return (
    <dl className="usage">
      <div>
        <dt>ended by</dt>
        <dd>{endingText(execution) || 'unknown'}</dd>
      </div>
      {rows.map(({ name, used, part }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {used}
            {part !== null && (
              <meter min={0} max={1} high={0.9} value={part} aria-label={`${name} of its limit`} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const partOf = (used: number, limit: number | undefined): number | null =>
  limit === undefined ? null : Math.min(1, used / limit);

function Files({ files, id }: { files: NonNullable<ExecutionView['files']>; id: string }) {
  return (
    <ul className="file-list">
      {files.map((file) => (
        <li key={file.path}>
          <code>{file.path}</code> <span className="muted">{formatBytes(file.bytes)}</span>{' '}
          {file.contentBase64 !== undefined ? (
            <button
              type="button"
              className="link"
              onClick={() => download(file.path.split('/').at(-1)!, bytesOf(file.contentBase64!))}
            >
              Download
            </button>
          ) : (
            file.blob && (
              <a
                href={`/api/v1/submissions/${id}/blobs/${file.blob.split('/').map(encodeURIComponent).join('/')}`}
              >
                Download
              </a>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
