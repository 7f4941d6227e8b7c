import type { SuiteDataView, SuiteView } from '@app/contracts';
import { formatBytes } from '../../ui/format.js';
import { Table } from '../../ui/Table.js';

type TestRow = NonNullable<SuiteView['testList']>[number];
/** Above so many one looks for a test by its name. */
const SHOWN = 500;

/** The tests of a suite, with the way to their bytes. */
export function SuiteTests({ suite, tests }: { suite: SuiteView; tests: readonly TestRow[] }) {
  const hasPoints = tests.some(({ points }) => points !== undefined);
  return (
    <div className="card scroll" tabIndex={0}>
      <Table caption="Tests" heads={['Test', 'Input', 'Answer', ...(hasPoints ? ['Points'] : [])]}>
        {tests.slice(0, SHOWN).map((test) => (
          <tr key={test.name}>
            <th scope="row">
              {test.name}
              {test.sample && <span className="tag">sample</span>}
            </th>
            <td>
              <Data suite={suite.id} test={test.name} part="input" data={test.input} />
            </td>
            <td>
              {test.answer ? (
                <Data suite={suite.id} test={test.name} part="answer" data={test.answer} />
              ) : (
                'none'
              )}
            </td>
            {hasPoints && <td className="number">{test.points ?? ''}</td>}
          </tr>
        ))}
      </Table>
      {tests.length > SHOWN && <p className="muted">And {tests.length - SHOWN} more.</p>}
    </div>
  );
}

interface DataProps {
  suite: string;
  test: string;
  part: 'input' | 'answer';
  data: SuiteDataView;
}

function Data({ suite, test, part, data }: DataProps) {
  if ('made' in data) return <span className="muted">{data.made}</span>;
  const path = test.split('/').map(encodeURIComponent).join('/');
  return (
    <a
      href={`/api/v1/suites/${suite}/tests/${path}?part=${part}`}
      download={`${test.replaceAll('/', '-')}.${part === 'input' ? 'in' : 'ans'}`}
      aria-label={`Save the ${part} of test ${test}, ${formatBytes(data.bytes)}`}
    >
      {formatBytes(data.bytes)}
    </a>
  );
}
