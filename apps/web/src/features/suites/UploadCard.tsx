import type { SuiteView } from '@app/contracts';
import { useRef, useState } from 'react';
import { ProblemLine } from '../../ui/ProblemLine.js';
import { useAction } from '../../ui/useAction.js';
import { droppedFiles, type FoundFile, pickedFiles } from '../../ui/foundFiles.js';

interface UploadCardProps {
  title: string;
  about: string;
  upload(zip: Blob): Promise<SuiteView>;
  onDone(suite: SuiteView): void;
}

/** Takes a problem package: a zip, a folder, or files, dropped or picked. */
export function UploadCard({ title, about, upload, onDone }: UploadCardProps) {
  const { busy, problem, run } = useAction();
  const [over, setOver] = useState(false);
  const zip = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (files: Promise<FoundFile[]> | FoundFile[]) =>
    void run(async () => {
      // The code that makes zips is wanted only here.
      const { packageOf } = await import('./packageOf.js');
      onDone(await upload(await packageOf(await files)));
    });
  const picked = async (input: HTMLInputElement) => {
    const files = pickedFiles(input.files);
    input.value = '';
    if (files.length > 0) take(files);
  };
  return (
    <section
      className={over ? 'card drop-card over' : 'card drop-card'}
      aria-label={title}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        // What was dropped is there only as long as this is handled; the entries stay.
        const entries = [...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
        take(droppedFiles(entries));
      }}
    >
      <h2>{title}</h2>
      <p className="muted">{about}</p>
      <p className="page-actions">
        <button type="button" className="button" aria-disabled={busy} onClick={() => zip.current?.click()}>
          {busy ? 'Reading it' : 'Open a zip'}
        </button>
        <button type="button" className="button" aria-disabled={busy} onClick={() => folder.current?.click()}>
          Open a folder
        </button>
      </p>
      <input
        ref={zip}
        type="file"
        multiple
        hidden
        data-testid="package-file"
        onChange={(event) => void picked(event.currentTarget)}
      />
      <input
        ref={(element) => {
          folder.current = element;
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        data-testid="package-folder"
        onChange={(event) => void picked(event.currentTarget)}
      />
      {problem && <ProblemLine problem={problem} />}
    </section>
  );
}
