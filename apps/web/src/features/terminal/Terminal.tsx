import { problemOf, type LiveRun } from '@app/client';
import type { Compilation, LiveExit, Limits, Program } from '@app/contracts';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.js';
import { AnsiText } from '../../ui/AnsiText.js';
import { usePreferences } from '../../ui/preferences.js';
import { EDITOR_HINT_ID } from '../editor/EditorHint.js';
import { endingText, executionVerdictText } from '../results/verdictText.js';
import { LineEditor } from './lineEditor.js';

type State =
  | { phase: 'starting' | 'running' }
  | { phase: 'ended'; exit: LiveExit }
  | { phase: 'failed'; reason: string };

interface TerminalProps {
  program: Program;
  /** null: the usual ones. */
  limits: Partial<Limits> | null;
  onClose(): void;
}

/** A program that is talked to: its output as it comes, typed lines go to its input. */
export function Terminal({ program, limits, onClose }: TerminalProps) {
  const host = useRef<HTMLDivElement>(null);
  const run = useRef<LiveRun | null>(null);
  const [state, setState] = useState<State>({ phase: 'starting' });
  const [compilation, setCompilation] = useState<Compilation>(null);
  const { fontPx } = usePreferences();
  const started = useRef({ program, limits, fontPx });
  const over = state.phase === 'ended' || state.phase === 'failed';
  const isOver = useRef(over);
  useEffect(() => {
    isOver.current = over;
  }, [over]);

  useEffect(() => {
    const xterm = new Xterm({
      convertEol: true,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontSize: started.current.fontPx,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      screenReaderMode: true,
      scrollback: 10_000,
      theme: themeOfPage(host.current!),
      // The yellow of stderr, and what programs pick for dark terminals, is pale on white.
      minimumContrastRatio: 4.5,
    });
    const fit = new FitAddon();
    xterm.loadAddon(fit);
    xterm.open(host.current!);
    xterm.textarea?.setAttribute('aria-describedby', EDITOR_HINT_ID);
    xterm.attachCustomKeyEventHandler(leavesByTab(() => isOver.current));
    fit.fit();
    xterm.focus();
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(host.current!);
    let left = false;
    const request = {
      program: started.current.program,
      ...(started.current.limits && { limits: started.current.limits }),
    };
    client.liveRuns
      .open(request, {
        onCompiled: (message) => setCompilation(message.compilation),
        onStarted: () => setState({ phase: 'running' }),
        onData: (stream, data) => {
          // stderr in another colour, whatever colours the program uses itself.
          if (stream === 'stderr') xterm.write('\u001b[33m');
          xterm.write(data);
          if (stream === 'stderr') xterm.write('\u001b[39m');
        },
        onExit: (exit) => left || setState({ phase: 'ended', exit }),
      })
      .then(
        (live) => {
          if (left) live.close();
          else run.current = live;
        },
        (error: unknown) => left || setState({ phase: 'failed', reason: reasonOf(error) }),
      );
    const lines = new LineEditor({
      echo: (text) => xterm.write(text),
      onLine: (line) => void run.current?.write(line),
      onEnd: () => run.current?.end(),
      onInterrupt: () => run.current?.signal('SIGINT'),
    });
    const typing = xterm.onData((data) => lines.type(data));
    return () => {
      left = true;
      run.current?.close();
      run.current = null;
      typing.dispose();
      observer.disconnect();
      xterm.dispose();
    };
  }, []);

  return (
    <section className="card terminal-card" aria-label="Terminal">
      <div className="card-head">
        <h2>Terminal</h2>
        <p className="card-about" role="status" data-testid="terminal-state">
          {words(state)}
        </p>
        <span className="head-end">
          {!over && (
            <>
              <button type="button" className="button small" onClick={() => run.current?.end()}>
                End of input
              </button>
              <button
                type="button"
                className="button small danger"
                onClick={() => run.current?.signal('SIGKILL')}
              >
                Stop
              </button>
            </>
          )}
          {state.phase === 'ended' && state.exit.id !== '' && (
            <Link className="button small" to="/s/$id" params={{ id: state.exit.id }}>
              Its submission
            </Link>
          )}
          <button type="button" className="button small" onClick={onClose}>
            Close
          </button>
        </span>
      </div>
      {compilation && !compilation.succeeded && (
        <AnsiText text={compilation.output} testId="compiler-output" />
      )}
      <div className="terminal" ref={host} data-testid="terminal" />
    </section>
  );
}

function words(state: State): string {
  switch (state.phase) {
    case 'starting':
      return 'starting';
    case 'running':
      return 'running: type, Enter sends, Ctrl+D ends the input';
    case 'ended': {
      const { execution, error } = state.exit;
      if (error !== undefined) return error;
      if (!execution) return 'ended before it ran';
      return `ended: ${executionVerdictText(execution.verdict)}, ${endingText(execution)}`;
    }
    case 'failed':
      return state.reason;
  }
}

/**
 * Whether the terminal takes a key. Esc then Tab leaves it, as it leaves an editor, and Tab alone once nothing
 * reads what is typed: a terminal that takes each Tab is one that no keyboard gets out of.
 */
function leavesByTab(isOver: () => boolean): (event: KeyboardEvent) => boolean {
  let escaped = false;
  return ({ type, key }) => {
    if (key === 'Tab') return !(escaped || isOver());
    if (type === 'keydown' && key !== 'Shift') escaped = key === 'Escape';
    return true;
  };
}

function reasonOf(error: unknown): string {
  const { title, detail, errors } = problemOf(error);
  return errors.map(({ message }) => message).join(' ') || detail || title;
}

function themeOfPage(element: HTMLElement) {
  const style = getComputedStyle(element);
  return { background: style.backgroundColor, foreground: style.color, cursor: style.color };
}
