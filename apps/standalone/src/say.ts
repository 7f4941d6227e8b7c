/** Tells the person at the keyboard. */
export const say = (text: string): void => void process.stdout.write(`[cpast] ${text}\n`);
