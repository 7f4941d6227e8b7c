/** What the box has room for in a frame. */
export const MAX_CORE = 254;

/**
 * The numbers of processors in a list such as `2-5,8`, as taskset(1) and the kernel write it.
 * @returns null: it is none, or names one twice or above `most`
 */
export function parseCores(text: string, most = MAX_CORE): readonly number[] | null {
  const parts = text.split(',').map((part) => /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part));
  const cores: number[] = [];
  for (const part of parts) {
    if (!part) return null;
    const [first, last] = [Number(part[1]), Number(part[2] ?? part[1])];
    if (last < first || last > most) return null;
    for (let core = first; core <= last; core++) cores.push(core);
  }
  return new Set(cores).size === cores.length ? cores : null;
}
