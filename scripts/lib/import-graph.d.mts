export function importGraph(root: string, folders?: readonly string[]): Map<string, string[]>;
export function fileCircles(graph: Map<string, string[]>): string[][];
export function folderCircles(
  graph: Map<string, string[]>,
): { within: string; members: string[]; imports: string[] }[];
