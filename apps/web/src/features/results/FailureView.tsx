import { problemOf } from '@app/client';
import type { Checker, SubmissionView } from '@app/contracts';
import { useMemo, useState } from 'react';
import { CopyButton } from '../../ui/CopyButton.js';
import { download } from '../../ui/download.js';
import { formatBytes, plural } from '../../ui/format.js';
import { DownloadIcon } from '../../ui/icons.js';
import { changePreferences, usePreferences } from '../../ui/preferences.js';
import { bytesOf, hexRows, textOfBytes } from '../diff/bytes.js';
import { diffOutputs } from '../diff/diff.js';
import { Executions } from './Executions.js';
import type { FailureView as Failure } from './expected-fields.js';
import { say } from '../../ui/toasts.js';
import { markdownOf } from './markdown.js';
import { InputPane, OutputPanes } from './Panes.js';
import { wholeInput } from './wholeInput.js';

/** What can be done with a failing input; what is missing is not offered. */
export interface FailureActions {
  onRunInput?(input: string): void;
  onUseSeed?(): void;
  onKeepAsTest?(input: string, expected: string): void;
}

interface FailureViewProps extends FailureActions {
  failure: Failure;
  checker: Checker['type'];
  /** Where the whole of what is cut can be had; null: it is still running. */
  submission: SubmissionView | null;
  index: number;
}

/**
 * One failing input with both answers side by side: the smallest form of it that is known, the original one
 * click away.
 */
export function FailureView({ failure, checker, submission, index, ...actions }: FailureViewProps) {
  const [original, setOriginal] = useState(() => showsNothing(failure));
  const [hex, setHex] = useState(false);
  const [whitespace, setWhitespace] = useState<boolean | null>(null);
  const [wholeLines, setWholeLines] = useState(false);
  const { wrap } = usePreferences();
  const shown = useMemo(() => shownOf(failure, original), [failure, original]);
  const { input, expected, actual } = shown;
  const diff = useMemo(() => diffOutputs(expected, actual, checker), [expected, actual, checker]);
  const view = {
    showWhitespace: whitespace ?? diff.onlyWhitespace,
    wholeLines,
    wrap,
    onWholeLines: () => setWholeLines(true),
  };
  const alike = expected === actual && failure.candidate.verdict === 'wrong_answer';
  return (
    <div className="failure">
      <div className="failure-bar">
        <Shrunk failure={failure} going={submission === null} original={original} onOriginal={setOriginal} />
        <label className="check">
          <input
            type="checkbox"
            checked={view.showWhitespace}
            onChange={(event) => setWhitespace(event.target.checked)}
          />
          Show white space
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={wrap}
            onChange={(event) => changePreferences({ wrap: event.target.checked })}
          />
          Wrap
        </label>
        <label className="check">
          <input type="checkbox" checked={hex} onChange={(event) => setHex(event.target.checked)} />
          Bytes
        </label>
        {diff.onlyWhitespace && <span className="badge warn">differs only in white space</span>}
        {alike && (
          <span className="badge warn" data-testid="bytes-differ">
            differs in bytes that cannot be shown as text
          </span>
        )}
        {shown.escaped && <span className="badge">bytes that are no UTF-8 are written \xNN</span>}
      </div>
      <Actions
        {...actions}
        input={input}
        expected={expected}
        truncated={shown.truncated}
        markdown={() => markdownOf(input, expected, actual, failure)}
      />
      <div className="panes">
        <InputPane
          {...view}
          text={input}
          bytes={shown.bytes}
          truncated={shown.truncated}
          title={shown.isShrunk ? 'Smallest input' : 'Input'}
          onDownload={submission === null ? undefined : () => void saveWhole(submission, failure, index)}
        />
        <OutputPanes
          {...view}
          expected={expected}
          actual={actual}
          diff={diff}
          cut={{ expected: failure.reference.stdoutTruncated, actual: failure.candidate.stdoutTruncated }}
        />
      </div>
      {hex && <Hex expected={shown.expectedBytes} actual={shown.actualBytes} />}
      <Executions failure={failure} />
    </div>
  );
}

async function saveWhole(submission: SubmissionView, failure: Failure, index: number): Promise<void> {
  try {
    download('input.txt', await wholeInput(submission, failure, index));
  } catch (error) {
    const { title, detail } = problemOf(error);
    say(`Not saved: ${detail || title}`);
  }
}

function shownOf(failure: Failure, original: boolean) {
  const { shrunk, reference, candidate } = failure as Failure & {
    reference: { stdoutBase64?: string };
    candidate: { stdoutBase64?: string };
  };
  const encode = (text: string) => new TextEncoder().encode(text);
  if (shrunk && !original)
    return {
      isShrunk: true,
      input: shrunk.input,
      bytes: shrunk.inputBytes,
      truncated: false,
      expected: shrunk.expectedOutput,
      actual: shrunk.actualOutput,
      expectedBytes: encode(shrunk.expectedOutput),
      actualBytes: encode(shrunk.actualOutput),
      escaped: false,
    };
  const expectedBytes = reference.stdoutBase64
    ? bytesOf(reference.stdoutBase64)
    : encode(failure.expectedOutput);
  const actualBytes = candidate.stdoutBase64 ? bytesOf(candidate.stdoutBase64) : encode(failure.actualOutput);
  return {
    isShrunk: false,
    input: failure.inputBase64 ? textOfBytes(bytesOf(failure.inputBase64)) : failure.input,
    bytes: failure.inputBytes,
    truncated: isCut(failure),
    expected: reference.stdoutBase64 ? textOfBytes(expectedBytes) : failure.expectedOutput,
    actual: candidate.stdoutBase64 ? textOfBytes(actualBytes) : failure.actualOutput,
    expectedBytes,
    actualBytes,
    escaped: Boolean(reference.stdoutBase64 ?? candidate.stdoutBase64 ?? failure.inputBase64),
  };
}

/**
 * The smallest input says nothing where its outputs differ only in bytes that no text can show: of the
 * original those are known.
 */
function showsNothing({ shrunk, reference, candidate }: Failure): boolean {
  if (!shrunk || shrunk.expectedOutput !== shrunk.actualOutput) return false;
  return (reference.stdoutBase64 ?? candidate.stdoutBase64) !== undefined;
}

/** What a service keeps of an input that does not say how much there was. */
const KEPT_CHARS = 1024 * 1024;
const isCut = ({ input, inputTruncated }: Failure): boolean => inputTruncated ?? input.length >= KEPT_CHARS;

interface ShrunkProps {
  failure: Failure;
  /** It may become smaller still. */
  going: boolean;
  original: boolean;
  onOriginal(original: boolean): void;
}

function Shrunk({ failure, going, original, onOriginal }: ShrunkProps) {
  const { shrunk } = failure;
  if (!shrunk) return going ? <span className="shrunk">looking for a smaller one</span> : null;
  const size = (text: string) => formatBytes(new Blob([text]).size);
  const [was, is] = [size(failure.input), size(shrunk.input)];
  // Smaller values need not be fewer bytes.
  const sizes = was === is ? `, still ${is}` : ` from ${was} to ${is}`;
  return (
    <span className="shrunk" data-testid="shrunk">
      {original
        ? `as it was found, ${was}`
        : `${plural(shrunk.steps, 'step')}${sizes}${going ? ' so far' : ''}`}{' '}
      <button type="button" className="link" onClick={() => onOriginal(!original)}>
        {original ? 'Show the smallest' : 'Show the original'}
      </button>
      {shrunk.note && <span className="muted"> {shrunk.note}</span>}
    </span>
  );
}

interface ActionsProps extends FailureActions {
  input: string;
  expected: string;
  truncated: boolean;
  markdown(): string;
}

function Actions({ input, expected, truncated, markdown, ...actions }: ActionsProps) {
  const { onRunInput, onUseSeed, onKeepAsTest } = actions;
  return (
    <div className="failure-actions" role="group" aria-label="With this input">
      {onRunInput && !truncated && (
        <button type="button" className="button small" onClick={() => onRunInput(input)}>
          Run this input
        </button>
      )}
      {onUseSeed && (
        <button type="button" className="button small" onClick={onUseSeed}>
          Use this seed
        </button>
      )}
      {onKeepAsTest && !truncated && (
        <button type="button" className="button small" onClick={() => onKeepAsTest(input, expected)}>
          Keep as test
        </button>
      )}
      {!truncated && (
        <button type="button" className="button small" onClick={() => download('input.txt', input)}>
          <DownloadIcon />
          Download
        </button>
      )}
      <CopyButton label="Copy as Markdown" caption="Copy as Markdown" text={markdown} />
    </div>
  );
}

function Hex({ expected, actual }: { expected: Uint8Array; actual: Uint8Array }) {
  return (
    <div className="hex-panes" data-testid="hex">
      <pre className="hex" tabIndex={0} aria-label="Bytes of the expected output">
        {hexRows(expected) || 'nothing'}
      </pre>
      <pre className="hex" tabIndex={0} aria-label="Bytes of the actual output">
        {hexRows(actual) || 'nothing'}
      </pre>
    </div>
  );
}
