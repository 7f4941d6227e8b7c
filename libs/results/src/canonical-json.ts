const NONE: ReadonlySet<string> = new Set();

/**
 * JSON with sorted members: the same values give the same text, in whichever order their members were
 * written. As JSON.stringify, but several times as fast as that with a replacer that sorts. Recursive: for
 * values that nest a few levels only.
 * @param without members of these names are left out, wherever they are
 */
export function canonicalJson(value: unknown, without: ReadonlySet<string> = NONE): string {
  if (typeof value !== 'object' || value === null || 'toJSON' in value)
    return (JSON.stringify(value) as string | undefined) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, without)).join()}]`;
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined && !without.has(name))
      members.push(`${JSON.stringify(name)}:${canonicalJson(member, without)}`);
  }
  return `{${members.join()}}`;
}
