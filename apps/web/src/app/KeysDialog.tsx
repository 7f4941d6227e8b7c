import { Dialog } from '../ui/Dialog.js';
import { offeredCommands, runCommand } from '../ui/commands.js';
import { modifier } from '../ui/keys.js';

const KEYS: readonly (readonly [string, string])[] = [
  [`${modifier} + Enter`, 'run'],
  ['Esc', 'cancel a run (outside an editor)'],
  [`${modifier} + S`, 'save to a file'],
  [`${modifier} + K`, 'commands'],
  ['Alt + 1 … 4', 'reference, candidate, inputs, result'],
  ['n, p', 'next and previous difference or test'],
  ['j, k', 'down and up in a list, Enter opens'],
  ['/', 'to the filter of a list'],
  ['F8', 'next complaint of the compiler'],
  ['Esc, then Tab', 'leave an editor'],
  ['?', 'this list'],
];

/** All keys. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {offeredCommands().some(({ id }) => id === 'tour') && (
        <button
          type="button"
          className="button small"
          onClick={() => {
            onClose();
            runCommand('tour');
          }}
        >
          Show me around
        </button>
      )}
    </Dialog>
  );
}
