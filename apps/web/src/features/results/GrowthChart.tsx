import { formatBytes, formatDuration } from '../../ui/format.js';
import type { StressView } from './expected-fields.js';
import { Table } from '../../ui/Table.js';

type Slowest = NonNullable<StressView['slowest']>;
const [WIDTH, HEIGHT, PAD] = [520, 200, 36];

function growthInWords({ growth, sure }: Slowest): string {
  if (growth === 'unknown') return 'How time grows cannot be told from it.';
  if (growth === '1') return sure ? 'Time does not grow.' : 'Time hardly grows.';
  return sure ? `Time grows like ${growth}.` : `Time grows like ${growth}, perhaps.`;
}

/** How the time of the slower program grows with its input, with the numbers as a table. */
export function GrowthChart({ slowest }: { slowest: Slowest }) {
  const { points, cpuTimeMs } = slowest;
  const maxSize = Math.max(1, ...points.map(({ size }) => size));
  const maxMs = Math.max(1, ...points.map((point) => point.cpuTimeMs));
  const x = (size: number) => PAD + (size / maxSize) * (WIDTH - 2 * PAD);
  const y = (ms: number) => HEIGHT - PAD - (ms / maxMs) * (HEIGHT - 2 * PAD);
  return (
    <figure className="card chart">
      <figcaption data-testid="growth">
        Slowest input: {formatDuration(cpuTimeMs)}. {growthInWords(slowest)}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Time by size of the input. ${growthInWords(slowest)}`}
      >
        <path className="axis" d={`M${PAD} ${PAD}V${HEIGHT - PAD}H${WIDTH - PAD}`} />
        {points.map(({ size, cpuTimeMs: ms }, index) => (
          <circle key={index} className="point" cx={x(size)} cy={y(ms)} r="3" />
        ))}
        <text x={PAD} y={PAD - 8}>
          {formatDuration(maxMs)}
        </text>
        <text x={WIDTH - PAD} y={HEIGHT - 10} textAnchor="end">
          {formatBytes(maxSize)}
        </text>
      </svg>
      <details>
        <summary>Show as table</summary>
        <Table heads={['Size of the input', 'CPU time']}>
          {points.map(({ size, cpuTimeMs: ms }, index) => (
            <tr key={index}>
              <td>{formatBytes(size)}</td>
              <td>{formatDuration(ms)}</td>
            </tr>
          ))}
        </Table>
      </details>
    </figure>
  );
}
