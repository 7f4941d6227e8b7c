import { CopyButton } from '../../ui/CopyButton.js';
import { usePageTitle } from '../../ui/usePageTitle.js';
import { Link } from '@tanstack/react-router';

const origin = location.origin;
const STEPS: readonly { title: string; text: string }[] = [
  {
    title: 'Run a program and wait for it',
    text: `curl -s '${origin}/api/v1/submissions?wait=30' -H 'content-type: application/json' \\\n  -d '{"kind":"run","program":{"language":"python","source":"print(input())"},"stdin":"hello\\n"}'`,
  },
  {
    title: 'Find the input on which two programs disagree',
    text: `curl -s '${origin}/api/v1/submissions?wait=60' -H 'content-type: application/json' \\\n  -d '{"kind":"stress","reference":{"language":"python","source":"print(abs(int(input())))"},\n       "candidate":{"language":"python","source":"print(int(input()))"},\n       "generator":{"clex":"N[-9,9]"}}'`,
  },
  { title: 'The languages that work here', text: `curl -s ${origin}/api/v1/languages` },
];

/** The API in three commands, and the way to all of it. */
export function ApiPage() {
  usePageTitle('API');
  return (
    <div className="page narrow">
      <h1 className="page-title">API</h1>
      <p>
        All that the pages do, programs can do as well. <a href="/api/v1/docs/swagger-ui">All operations</a>{' '}
        (Swagger), the <a href="/api/v1/docs/openapi.json">OpenAPI document</a>, and{' '}
        <Link to="/account/tokens">tokens</Link> for programs.
      </p>
      {STEPS.map(({ title, text }) => (
        <section key={title} className="snippet">
          <div className="snippet-head">
            <h2>{title}</h2>
            <CopyButton label={`Copy: ${title}`} text={() => text} />
          </div>
          <pre tabIndex={0}>{text}</pre>
        </section>
      ))}
    </div>
  );
}
