import type { Toolchain } from './toolchain.js';

/** Values of the placeholders that stand for lists. */
export type Lists = Partial<
  Record<
    'variant' | 'args' | 'sources' | 'linkArgs' | 'interpreterArgs' | 'warmArgs' | 'dialect',
    readonly string[]
  >
>;
/** Values of the placeholders that stand for a piece of text. */
export type Texts = Readonly<Record<string, string>>;

const LIST = /^\{(variant|args|sources|linkArgs|interpreterArgs|warmArgs|dialect)\}$/;
/** Those that the submitter wrote. */
const SUBMITTED: ReadonlySet<string> = new Set(['args', 'linkArgs', 'interpreterArgs', 'sources']);
const DEFAULT = /^\{default:(.+)\}$/;

/**
 * Fills a row's template. Placeholders that are not in `texts` stay for later (`program-limits.ts`).
 * `{default:X=...}` is left out when the submitter's arguments set X. The submitter's arguments are taken as
 * they are, never as templates.
 */
export function fillTemplate(template: readonly string[], texts: Texts, lists: Lists): string[] {
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (all, name: string) => texts[name] ?? all);
  return template.flatMap((element) => {
    const list = LIST.exec(element)?.[1] as keyof Lists | undefined;
    if (list !== undefined && SUBMITTED.has(list)) return lists[list] ?? [];
    if (list) return (lists[list] ?? []).map(fill);
    const standard = DEFAULT.exec(element)?.[1];
    if (standard === undefined) return [fill(element)];
    const option = standard.split('=')[0]!;
    return lists.args?.some((arg) => arg.startsWith(option)) ? [] : [standard];
  });
}

/** Text placeholders of a toolchain. */
export function toolTexts(toolchain: Pick<Toolchain, 'tool' | 'companion' | 'root'>): Record<string, string> {
  return { tool: toolchain.tool, companion: toolchain.companion ?? '', root: toolchain.root ?? '/usr' };
}

/** The environment every program starts with; nothing is inherited. */
export function baseEnv(toolchain: Pick<Toolchain, 'root'>, home: string): string[] {
  const own = toolchain.root === null ? '' : `${toolchain.root}/bin:`;
  return [`PATH=${own}/usr/local/bin:/usr/bin:/bin`, `HOME=${home}`, 'TMPDIR={tmp}', 'LANG=C.UTF-8'];
}
