// `npm run circles`: files and folders of apps/, libs/ and src/ that import each other in a circle. There are
// to be none: with one it fails, and so does `npm run check`. `node scripts/circles.mjs FOLDER` looks at
// another house.
import { fileCircles, folderCircles, importGraph } from './lib/import-graph.mjs';
import { ROOT } from './lib/steps.mjs';

const graph = importGraph(process.argv[2] ?? ROOT);
const folders = folderCircles(graph);
const files = fileCircles(graph);
for (const { within, members, imports } of folders) {
  console.log(`folders that need each other in ${within || '.'}: ${members.join(', ')}`);
  for (const line of imports) console.log(`  ${line}`);
}
for (const members of files) console.log(`files that need each other: ${members.sort().join(', ')}`);
console.log(`circles: ${folders.length} of folders, ${files.length} of files`);
process.exitCode = folders.length + files.length > 0 ? 1 : 0;
