import { useEffect } from 'react';

/** Something that a page can do, for the palette and for keys. */
export interface Command {
  id: string;
  label: string;
  /** As people write it: `Ctrl+Enter`. */
  keys?: string;
  run(): void;
}

const offered = new Map<string, Command>();

/** What the page that is shown offers. */
export const offeredCommands = (): Command[] => [...offered.values()];

/** Offers commands as long as the component is shown. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    for (const command of commands) offered.set(command.id, command);
    return () => {
      for (const command of commands) if (offered.get(command.id) === command) offered.delete(command.id);
    };
  });
}

/** Runs an offered command. Returns whether there was one. */
export function runCommand(id: string): boolean {
  const command = offered.get(id);
  command?.run();
  return command !== undefined;
}
