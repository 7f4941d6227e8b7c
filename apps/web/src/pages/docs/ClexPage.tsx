import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { FORMATS } from '../../features/clex/formats.js';
import { GALLERY } from '../../features/stress/gallery.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { problemFrom } from '../../ui/states.js';
import { usePageTitle } from '../../ui/usePageTitle.js';

/** The language of inputs, by example: each with inputs that the service draws of it. */
export function ClexPage() {
  usePageTitle('clex');
  return (
    <div className="page narrow">
      <h1 className="page-title">clex, the language of inputs</h1>
      <p>
        A clex describes an input as a pattern. What stands in it is drawn from left to right and printed:{' '}
        <code>N[1,9]</code> is a number, <code>S[1,8,@a-z@]</code> a word, <code>;</code> ends a line,{' '}
        <code>{'{n}'}</code> repeats, <code>n=</code> gives a value a name.
      </p>
      <h2>In one minute</h2>
      <ul className="gallery">
        {GALLERY.map(({ clex, meaning }) => (
          <Entry key={clex} title={meaning} clex={clex} />
        ))}
      </ul>
      <h2>Formats of real problems</h2>
      <ul className="gallery">
        {FORMATS.map(({ title, source, clex }) => (
          <Entry key={title} title={title} source={source} clex={clex} />
        ))}
      </ul>
    </div>
  );
}

interface EntryProps {
  title: string;
  source?: string;
  clex: string;
}

function Entry({ title, source, clex }: EntryProps) {
  const [roll, setRoll] = useState(0);
  return (
    <li className="card padded">
      <p>
        <strong>{title}</strong> {source && <span className="muted">{source}</span>}
      </p>
      <div className="copy-line">
        <code>{clex}</code>
        <CopyButton label={`Copy the clex: ${title}`} text={() => clex} />
        <button type="button" className="button small" onClick={() => setRoll(roll + 1)}>
          Draw
          <span className="visually-hidden"> an input: {title}</span>
        </button>
      </div>
      {roll > 0 && <Sample clex={clex} seed={String(roll)} />}
    </li>
  );
}

function Sample({ clex, seed }: { clex: string; seed: string }) {
  const sample = useQuery({
    queryKey: ['clex', clex, seed],
    queryFn: ({ signal }) => client.service.drawInputs({ clex, seed, count: 1 }, signal),
    staleTime: Infinity,
  });
  if (sample.error) return <ProblemLine problem={problemFrom(sample.error)} />;
  if (!sample.data) return null;
  return (
    <pre className="sample" tabIndex={0} aria-label="An input of it" data-testid="sample">
      {sample.data.inputs[0]}
    </pre>
  );
}
