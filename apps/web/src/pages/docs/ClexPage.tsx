import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { EditorHint } from '../../features/editor/EditorHint.js';
import { GALLERY } from '../../features/stress/gallery.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

/** The language of inputs, by example: each with an input that the service draws of it. */
export function ClexPage() {
  usePageTitle('clex');
  return (
    <div className="page narrow">
      <h1 className="page-title">clex, the language of inputs</h1>
      <p>
        A clex describes an input as a pattern. What stands in it is generated from left to right; a number in{' '}
        <code>( )</code> is remembered and can be used again, to repeat and to bound.
      </p>
      <ul className="gallery">
        {GALLERY.map(({ clex, meaning }) => (
          <li key={clex} className="card padded">
            <p>{meaning}</p>
            <div className="copy-line">
              <code>{clex}</code>
              <CopyButton label={`Copy ${clex}`} text={() => clex} />
            </div>
            <Sample clex={clex} />
          </li>
        ))}
      </ul>
      <p className="visually-hidden">
        <EditorHint />
      </p>
    </div>
  );
}

function Sample({ clex }: { clex: string }) {
  const sample = useQuery({
    queryKey: ['clex', clex, '1'],
    queryFn: ({ signal }) => client.service.drawInputs({ clex, seed: '1', count: 1 }, signal),
    staleTime: Infinity,
  });
  if (!sample.data) return null;
  return (
    <pre className="sample" tabIndex={0} aria-label="An input of it">
      {sample.data.inputs[0]}
    </pre>
  );
}
