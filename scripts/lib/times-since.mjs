// Which part of the measured time goes to tests that a commit had already, and which to those that came since.

/**
 * @typedef {{ file: string, seconds: number, each: [name: string, ms: number][] }} Row of one test file
 * @typedef {{ tests: number, seconds: number }} Part
 * @typedef {Map<string, string[]>} Names the files of each name, as it stands in the source
 */

/**
 * Splits the time of each file by the names of its tests. A row that was added to a table counts as old, for
 * it has its name from the source; a test that was given another name counts as new.
 *
 * What a file takes beside its tests (imports, hooks) is old where one of its tests is. A test whose name is
 * computed is as old as its file.
 * @param {Row[]} rows @param {Names} before @param {Names} after @param {Set<string>} filesBefore
 * @returns {(Row & { existed: Part, added: Part })[]}
 */
export function splitTimes(rows, before, after, filesBefore) {
  const find = finder(after);
  const isOld = (file, test) => {
    const found = find(file, test);
    if (found === undefined) return filesBefore.has(file);
    const then = before.get(found.name) ?? [];
    // In the same file, or moved: it went from where it was.
    return then.includes(found.file) || then.some((path) => !after.get(found.name).includes(path));
  };
  return rows.map((row) => {
    const existed = { tests: 0, seconds: 0 };
    const added = { tests: 0, seconds: 0 };
    for (const [name, ms] of row.each) {
      const part = isOld(row.file, name) ? existed : added;
      part.tests += 1;
      part.seconds += ms / 1_000;
    }
    // Tests of one file may run at the same time: together they take what the file takes.
    const sum = existed.seconds + added.seconds;
    const scale = sum > row.seconds ? row.seconds / sum : 1;
    existed.seconds *= scale;
    added.seconds *= scale;
    (existed.tests > 0 ? existed : added).seconds += Math.max(0, row.seconds - sum);
    return { ...row, existed, added };
  });
}

/** Finds the name in the source that a test has its name from: in its own file, or else in another one. */
function finder(names) {
  const all = [...names].flatMap(([name, files]) =>
    files.map((file) => ({ name, file, pattern: patternOf(name), letters: name.replace(FILLED, '').length })),
  );
  // A name that says more is the better answer.
  all.sort((a, b) => b.letters - a.letters);
  const byFile = new Map(all.map(({ file }) => [file, []]));
  for (const entry of all) byFile.get(entry.file).push(entry);
  const plain = new Map(all.map((entry) => [entry.name, entry]));
  // Only computed names are looked for elsewhere, and only those that say something of their own.
  const elsewhere = all.filter(({ name, letters }) => letters > 3 && name.search(FILLED) >= 0);
  const fits = (entries, test) => entries.find(({ pattern }) => pattern.test(test));
  return (file, test) =>
    byFile.get(file)?.find(({ name }) => name === test) ??
    fits(byFile.get(file) ?? [], test) ??
    plain.get(test) ??
    fits(elsewhere, test);
}

/** What is not the same in each test of that name: `…` of a template, `%s`, `$field` of tables. */
const FILLED = /…|%[sdifjoOc#$]|\$[A-Za-z_][\w.]*/g;

function patternOf(name) {
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${name.split(FILLED).map(literal).join('[^]*')}$`);
}
