// `npm run bench:package`: how much memory a service takes that imports a package of 300 MB with 500 tests
// and judges by it.
import { randomBytes } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { startProduct } from './lib/product.mjs';
import { Cure, prepare, runScript, say } from './lib/steps.mjs';

const TESTS = 500;
const TEST_BYTES = 600 * 1024;
const MiB = 1024 * 1024;
const COUNTS =
  '#include <cstdio>\nint main() { static char b[65536]; size_t n = 0, k; while ((k = fread(b, 1, sizeof b, stdin))) n += k; printf("%zu\\n", n); }\n';

await runScript(async () => {
  await prepare(['standalone']);
  const folder = await mkdtemp(join(tmpdir(), 'cpast-package-'));
  const product = await startProduct({ dataDir: join(folder, 'data') });
  try {
    await measure(product, join(folder, 'package.zip'));
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

async function measure({ url, pid }, path) {
  say('writing a package ...');
  await writePackage(path);
  const memory = await watchMemory(pid);
  const form = new FormData();
  form.append('package', await openAsBlob(path), 'package.zip');
  const suite = await answerOf(`${url}/api/v1/suites`, { method: 'POST', body: form });
  console.log(`import of ${suite.tests} tests   ${memory.aboveIdle()} MiB above idle`);
  const body = JSON.stringify({
    kind: 'judge',
    suiteId: suite.id,
    program: { language: 'cpp', source: COUNTS },
  });
  const headers = { 'content-type': 'application/json' };
  let job = await answerOf(`${url}/api/v1/submissions?wait=60`, { method: 'POST', headers, body });
  while (job.status === 'queued' || job.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 500));
    job = await answerOf(`${url}/api/v1/submissions/${job.id}`);
  }
  console.log(`judged: ${job.verdict}        ${memory.aboveIdle()} MiB above idle`);
  memory.stop();
}

async function writePackage(path) {
  const zip = new yazl.ZipFile();
  const add = (name, content) => zip.addBuffer(Buffer.from(content), name, { compress: false });
  add('problem.yaml', 'name: Large\nlimits: {memory: 256}\n');
  add('.timelimit', '5\n');
  for (let at = 0; at < TESTS; at++) {
    const name = `data/secret/${String(at).padStart(3, '0')}`;
    add(`${name}.in`, randomBytes(TEST_BYTES));
    add(`${name}.ans`, `${TEST_BYTES}\n`);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Looks at the memory of a process from now on. */
async function watchMemory(pid) {
  const resident = async () =>
    (Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024) / MiB;
  const idle = await resident();
  let peak = idle;
  const timer = setInterval(async () => {
    peak = Math.max(peak, await resident().catch(() => 0));
  }, 50);
  return { aboveIdle: () => Math.round(peak - idle), stop: () => clearInterval(timer) };
}

async function answerOf(url, init) {
  const response = await fetch(url, init);
  const body = await response.json();
  if (!response.ok) throw new Cure(`${response.status}: ${JSON.stringify(body).slice(0, 500)}`);
  return body;
}
