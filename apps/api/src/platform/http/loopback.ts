/** Whether a name in an address (`localhost`, `127.0.0.1`, `[::1]`) can only mean the very machine. */
export function isLoopbackName(name: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(name);
}

/** Whether a connection comes from the very machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/i.test(address ?? '');
}
