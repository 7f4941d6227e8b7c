import type { MetricsPoint } from '@app/contracts';
import { useEffect, useId, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { usePreferences } from '../../ui/preferences.js';
import { useMedia } from '../../ui/useMedia.js';

/** One line of a chart; null: nothing is known of that moment. */
export interface Series {
  label: string;
  values: readonly (number | null)[];
}

interface ChartProps {
  title: string;
  points: readonly MetricsPoint[];
  kind: 'lines' | 'stacked';
  series: readonly Series[];
  format(value: number): string;
}

const HEIGHT = 200;
/** Told apart by dashes as well as by colours. */
const DASHES: readonly number[][] = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
const COLOURS = ['--accent', '--cand', '--ref', '--bad', '--good', '--warn'];

/** Numbers over time, the last of them in words, and all of them as a table on demand. */
export function Chart({ title, points, kind, series, format }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const { theme } = usePreferences();
  // Colours are drawn, so that the other scheme needs another drawing.
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const titleId = useId();
  const stacked = useMemo(() => (kind === 'stacked' ? stack(series) : series), [kind, series]);
  useEffect(() => {
    const element = host.current!;
    const style = getComputedStyle(element);
    const colour = (name: string) => resolve(element, name);
    const axis = {
      stroke: style.color,
      grid: { stroke: colour('--line') },
      ticks: { stroke: colour('--line') },
    };
    const chart = new uPlot(
      {
        width: element.clientWidth || 400,
        height: HEIGHT,
        cursor: { sync: { key: 'metrics' } },
        legend: { show: false },
        series: [
          {},
          ...stacked.map((one, index) => ({
            label: one.label,
            stroke: colour(COLOURS[index % COLOURS.length]!),
            width: 2,
            // A moment between two of which nothing is known is a point, and no line.
            ...(kind === 'lines' && { points: { show: true, size: 5 } }),
            dash: DASHES[Math.floor(index / COLOURS.length) % DASHES.length]!,
            ...(kind === 'stacked' && { fill: `${colour(COLOURS[index % COLOURS.length]!)}33` }),
          })),
        ],
        axes: [axis, { ...axis, size: 64, values: (_chart, ticks) => ticks.map(format) }],
      },
      [points.map(({ at }) => Date.parse(at) / 1_000), ...stacked.map(({ values }) => [...values])],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [points, stacked, kind, format, theme, isDark]);
  return (
    <figure className="card chart" aria-labelledby={titleId}>
      <figcaption id={titleId}>
        <strong>{title}</strong>
        <span className="legend">
          {series.map(({ label, values }, index) => (
            <span key={label}>
              <span
                className="swatch"
                style={{ background: `var(${COLOURS[index % COLOURS.length]})` }}
                aria-hidden="true"
              />
              {label}: {lastOf(values, format)}
            </span>
          ))}
        </span>
      </figcaption>
      <div className="plot" ref={host} aria-hidden="true" />
      <details>
        <summary>Show as table</summary>
        <div className="scroll chart-table" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                {series.map(({ label }) => (
                  <th key={label} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map(({ at }, index) => (
                <tr key={at}>
                  <th scope="row">{new Date(at).toLocaleString()}</th>
                  {series.map(({ label, values }) => (
                    <td key={label}>{values[index] === null ? '' : format(values[index] ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function lastOf(values: readonly (number | null)[], format: (value: number) => string): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? 'nothing' : format(last);
}

/** Each series on top of those before it, the largest sum first, so that the fills show the parts. */
function stack(series: readonly Series[]): Series[] {
  const sums: Series[] = [];
  for (const { label, values } of series) {
    const below = sums.at(-1)?.values;
    sums.push({ label, values: values.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)) });
  }
  return sums.reverse();
}

/** A colour of the page as numbers: a canvas knows no variables. */
function resolve(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const [r = 0, g = 0, b = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
