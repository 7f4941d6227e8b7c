import type { JudgedTest } from '@app/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useCommands } from '../../ui/commands.js';
import { formatDuration } from '../../ui/format.js';
import { LETTERS } from './letters.js';
import { executionVerdictText } from './verdictText.js';

/** What a tile needs to know of its test; `index` counts from 0. */
export type TileTest = Pick<JudgedTest, 'index' | 'name' | 'verdict' | 'cpuTimeMs'>;

interface TilesProps {
  /** Of the submission, whose tests have pages; null: it is still judged. */
  id: string | null;
  /** Those that are known, in order. */
  tests: readonly TileTest[];
  /** How many more there are, of which nothing is known yet. */
  waiting?: number;
  /** Above so many the tiles are small. */
  manyAbove?: number;
}

/** Tests as tiles. Arrows move, Enter opens a test's page, letters say what colours say. */
export function Tiles({ id, tests, waiting = 0, manyAbove = 200 }: TilesProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const open = (index: number) =>
    id !== null && void navigate({ to: '/s/$id/tests/$n', params: { id, n: String(index + 1) } });
  const focus = (position: number) => {
    const next = Math.max(0, Math.min(tests.length - 1, position));
    setAt(next);
    grid.current?.querySelectorAll<HTMLElement>('[role=gridcell]')[next]?.focus();
  };
  const failed = tests.flatMap(({ verdict }, position) => (verdict === 'accepted' ? [] : [position]));
  useCommands([
    {
      id: 'next',
      label: 'Next failed test',
      keys: 'n',
      run: () => focus(failed.find((p) => p > at) ?? failed[0] ?? at),
    },
    {
      id: 'previous',
      label: 'Previous failed test',
      keys: 'p',
      run: () => focus(failed.findLast((p) => p < at) ?? failed.at(-1) ?? at),
    },
  ]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = stepOf(event.key, grid.current, at, tests.length);
    if (step === undefined) return;
    event.preventDefault();
    focus(at + step);
  };
  return (
    <div
      className={tests.length + waiting > manyAbove ? 'tiles small' : 'tiles'}
      role="grid"
      aria-label="Tests"
      ref={grid}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="tile-row">
        {tests.map(({ index, name, verdict, cpuTimeMs }, position) => {
          const words = `${name}: ${executionVerdictText(verdict)}, ${formatDuration(cpuTimeMs)}`;
          return (
            <div
              key={index}
              role="gridcell"
              className={`tile ${verdict}`}
              tabIndex={position === Math.min(at, tests.length - 1) ? 0 : -1}
              aria-label={`${LETTERS[verdict]}, ${words}`}
              title={words}
              data-testid="tile"
              onFocus={() => setAt(position)}
              onClick={() => open(index)}
              onKeyDown={(event) => event.key === 'Enter' && open(index)}
            >
              {LETTERS[verdict]}
            </div>
          );
        })}
        {Array.from({ length: waiting }, (_, index) => (
          <div key={`w${index}`} role="gridcell" className="tile waiting" aria-label="not judged yet" />
        ))}
      </div>
    </div>
  );
}

/** How far a key moves in the grid. */
function stepOf(key: string, grid: HTMLElement | null, at: number, count: number): number | undefined {
  const cells = grid?.querySelectorAll<HTMLElement>('[role=gridcell]') ?? [];
  const top = cells[0]?.offsetTop;
  const inRow = [...cells].findIndex((cell) => cell.offsetTop !== top);
  const columns = inRow === -1 ? cells.length : inRow;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -at,
    End: count,
  };
  return steps[key];
}
