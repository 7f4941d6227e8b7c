import type { Compilation, Execution, Program } from '@app/contracts';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import { AnsiText } from '../../ui/AnsiText.js';
import { usePreferences } from '../../ui/preferences.js';
import { endingText, executionVerdictText } from '../results/verdictText.js';
import { openLiveRun, type LiveRun } from './liveRun.js';
import { LineEditor } from './lineEditor.js';

type State =
  | { phase: 'starting' | 'running' }
  | { phase: 'ended'; execution: Execution | null }
  | { phase: 'failed'; reason: string };

/** A program that is talked to: its output as it comes, typed lines go to its input. */
export function Terminal({ program, onClose }: { program: Program; onClose(): void }) {
  const host = useRef<HTMLDivElement>(null);
  const run = useRef<LiveRun | null>(null);
  const [state, setState] = useState<State>({ phase: 'starting' });
  const [compilation, setCompilation] = useState<Compilation>(null);
  const { fontPx } = usePreferences();
  const started = useRef({ program, fontPx });

  useEffect(() => {
    const xterm = new Xterm({
      convertEol: true,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontSize: started.current.fontPx,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      screenReaderMode: true,
      scrollback: 10_000,
      theme: themeOfPage(host.current!),
    });
    const fit = new FitAddon();
    xterm.loadAddon(fit);
    xterm.open(host.current!);
    fit.fit();
    xterm.focus();
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(host.current!);
    const live = openLiveRun(started.current.program, {
      onCompiled: setCompilation,
      onStarted: () => setState({ phase: 'running' }),
      onData: (stream, data) => {
        setState((before) => (before.phase === 'starting' ? { phase: 'running' } : before));
        // stderr in another colour, whatever colours the program uses itself.
        if (stream === 'stderr') xterm.write('\u001b[33m');
        xterm.write(data);
        if (stream === 'stderr') xterm.write('\u001b[39m');
      },
      onExit: (execution) => setState({ phase: 'ended', execution }),
      onTrouble: (reason) => setState({ phase: 'failed', reason }),
    });
    run.current = live;
    const lines = new LineEditor({
      echo: (text) => xterm.write(text),
      onLine: (line) => live.type(new TextEncoder().encode(line)),
      onEnd: () => live.endInput(),
      onInterrupt: () => live.signal('SIGINT'),
    });
    const typing = xterm.onData((data) => lines.type(data));
    return () => {
      typing.dispose();
      observer.disconnect();
      live.close();
      xterm.dispose();
    };
  }, []);

  const over = state.phase === 'ended' || state.phase === 'failed';
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
              <button type="button" className="button small" onClick={() => run.current?.endInput()}>
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
      const { execution } = state;
      if (!execution) return 'ended';
      return `ended: ${executionVerdictText(execution.verdict)}, ${endingText(execution)}`;
    }
    case 'failed':
      return state.reason;
  }
}

function themeOfPage(element: HTMLElement) {
  const style = getComputedStyle(element);
  return { background: style.backgroundColor, foreground: style.color, cursor: style.color };
}
