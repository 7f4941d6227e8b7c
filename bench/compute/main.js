function sieve(n) {
  const composite = new Uint8Array(n + 1);
  let count = 0;
  for (let i = 2; i <= n; i++) {
    if (composite[i]) continue;
    count++;
    for (let k = i * i; k <= n; k += i) composite[k] = 1;
  }
  return count;
}

function paths(n) {
  const d = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, k) => ((i * 31 + k * 17) % 1000) + 1),
  );
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) d[i][j] = Math.min(d[i][j], d[i][k] + d[k][j]);
  return d.flat().reduce((sum, x) => sum + x, 0);
}

function floats(n) {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += Math.sqrt(i * 1.5) / (i + 1) + 1 / i;
  return Math.trunc(sum * 1000);
}

function words(n) {
  const seen = new Map();
  for (let i = 0; i < n; i++) {
    const word = `w${(i * i) % 9973}`;
    seen.set(word, (seen.get(word) ?? 0) + 1);
  }
  return [...seen].reduce((sum, [word, times]) => sum + word.length * times, 0);
}

function calls(n) {
  return n < 2 ? n : calls(n - 1) + calls(n - 2);
}

const [name, n] = process.argv.slice(2);
console.log({ sieve, paths, floats, words, calls }[name](Number(n)));
