// One attack from beginning to end: a fresh box, the attack, the next job in the same box, and what is left
// afterwards.
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Box, KEEP_WORK, LARGE_FILES } from './box-client.mjs';
import { filesOf, haveSpread, mounts, openDescriptors, processesOf, samplePeaks, survivors, systemVOf } from './host-watch.mjs';
import { findTool, toolOf } from './tools.mjs';

const VICTIM_LIMITS = { wallTimeLimitMs: 5_000, cpuTimeLimitMs: 2_000, memoryLimitBytes: 64 * 2 ** 20, outputLimitBytes: 2 ** 20, processLimit: 16 };
const HOST_ENVIRONMENT_SECRET = 'CPAST_ATTACK_HOST_SECRET';
function startBox(mode, context, attack, slot = 0) {
  const argv = [...mode.prefix, context.boxPath, 'serve', '--isolation', mode.isolation, ...(attack.variant === 'processes' ? ['--processes'] : []),
    ...attack.boxOptions, ...(mode.as === 'root' ? ['--uid-base', String(mode.range.first), '--slot', String(slot)] : []),
    ...(mode.isolation === 'reduced' ? ['--scratch', context.scratch] : [])];
  return Box.start(argv, { env: { PATH: '/usr/bin:/bin', [HOST_ENVIRONMENT_SECRET]: context.secretText } });
}

function environmentOf(mode, context, ready) {
  return {
    PATH: '/usr/bin:/bin', HOME: ready.workDir, LANG: 'C.UTF-8', TMPDIR: ready.tmpDir, ATTACK_IN_BOX: '1',
    ATTACK_WORK: ready.workDir, ATTACK_TMP: ready.tmpDir, ATTACK_FILES: `${ready.filesDir}/job`, ATTACK_WITNESS: context.witness.name,
    ATTACK_WITNESS_PATH: context.witness.path,
    ATTACK_HOST_SECRET: context.secretFile, ATTACK_HOST_SECRET_TMP: context.secretFileTmp, ATTACK_SOURCE: context.sourceFile,
    // Signals to -1 only where no other process has the uid: a broken box must not end the developer's
    // session.
    ATTACK_ALONE: mode.isolation === 'full' || mode.isDedicated ? '1' : '0',
  };
}

/** What to put into the box and the command line that runs it. */
function programOf(attack, mode, context, ready) {
  const filesDir = `${ready.filesDir}/job`;
  const extension = extname(attack.file);
  if (attack.compiler) {
    const [name, ...options] = attack.compiler.split(' ');
    const path = findTool(name, mode);
    const source = name === 'javac' ? basename(attack.file) : `attack${extension}`;
    const argv = name === 'javac'
      ? [path, '-J-Xmx256m', '-J-XX:+UseSerialGC', '-d', ready.workDir, `${filesDir}/${source}`]
      : [path, '-O1', ...options, ...attack.args, `-DATTACK_HOST_SECRET="${context.secretFile}"`, `-DATTACK_HOST_SECRET_TMP="${context.secretFileTmp}"`,
        '-o', `${ready.workDir}/out`, `${filesDir}/${source}`];
    return { argv, files: [{ path: source, bytes: Buffer.from(attack.text) }] };
  }
  if (attack.interpreter)
    return { argv: [findTool(toolOf(attack), mode), `${filesDir}/attack${extension}`, ...attack.args], files: [{ path: `attack${extension}`, bytes: Buffer.from(attack.text) }] };
  return { argv: [`${filesDir}/attack`, ...attack.args], files: [{ path: 'attack', mode: 0o755, bytes: readFileSync(context.built.get(attack.file).path) }] };
}

function judgeOutput(attack, result, context, problems) {
  const text = result.stdout.toString('latin1'), all = text + result.stderr.toString('latin1');
  const escapes = text.split('\n').filter((line) => line.startsWith('ESCAPED')).slice(0, 8);
  if (!attack.compiler) problems.push(...escapes);
  if (attack.stderr && !result.stderr.includes(attack.stderr)) problems.push(`stderr lacks ${JSON.stringify(attack.stderr)}: ${result.stderr.toString('latin1').slice(0, 200)}`);
  for (const secret of context.secrets) if (all.includes(secret)) problems.push('an output holds a secret of the host');
  if (/^root:[^:\n]*:\d+:\d*:\d*:/m.test(all)) problems.push('an output holds the shadow file');
  if (result.outcome === 'ok' && attack.stdout !== 'any') {
    const wanted = attack.stdout === 'empty' ? '' : `${attack.stdout}\n`;
    if (text !== wanted && escapes.length === 0) problems.push(`stdout is ${JSON.stringify(text.slice(0, 200))}, not ${JSON.stringify(wanted)}`);
  }
}

function judgeResult(attack, result, elapsedMs, peaks, problems) {
  const { limits } = attack;
  if (!attack.expect.includes(result.outcome)) problems.push(`outcome ${result.outcome} (exit ${result.exitCode}, signal ${result.signal}), expected ${attack.expect.join(' | ')}: ${result.stderr.toString('latin1').slice(0, 200)}`);
  if (attack.signals && !attack.signals.some((name) => constants.signals[name] === result.signal)) problems.push(`signal ${result.signal}, expected ${attack.signals.join('|')}`);
  if (attack.exitCode !== undefined && result.exitCode !== attack.exitCode) problems.push(`exit code ${result.exitCode}, expected ${attack.exitCode}`);
  if (result.wallTimeUs > (limits.wallTimeLimitMs + 1_500) * 1_000) problems.push(`ran ${result.wallTimeUs} us`);
  if (elapsedMs > limits.wallTimeLimitMs + 10_000) problems.push(`the answer took ${Math.round(elapsedMs)} ms`);
  if (result.outcome === 'cpu_limit' && result.cpuTimeUs > limits.cpuTimeLimitMs * 2_000 + 500_000) problems.push(`used ${result.cpuTimeUs} us of CPU`);
  if (result.outcome === 'ok' && result.cpuTimeUs > limits.cpuTimeLimitMs * 1_000) problems.push(`ok with ${result.cpuTimeUs} us of CPU`);
  for (const name of ['stdout', 'stderr']) if (result[`${name}Bytes`] > limits.outputLimitBytes + 1) problems.push(`${name} of ${result[`${name}Bytes`]} bytes`);
  if (attack.leftovers === 'none' && result.leftovers > 0) problems.push(`${result.leftovers} leftovers`);
  if (attack.leftovers === 'needed' && result.leftovers === 0) problems.push('the daemons were not found as leftovers');
  const memory = Math.max(result.memoryBytes, peaks.residentBytes);
  if (attack.peakMemoryBytes !== undefined && memory > attack.peakMemoryBytes) problems.push(`used ${Math.round(memory / 2 ** 20)} MiB at the peak`);
  if (attack.peakProcesses !== undefined && peaks.tasks > attack.peakProcesses) problems.push(`${peaks.tasks} tasks at the peak`);
}

async function judgeCollected(attack, box, problems) {
  const { stopped, files } = await box.collect(attack.collectBytes ?? 64 * 2 ** 20, 1_000);
  const names = files.map(({ path }) => path.toString('latin1')).sort();
  if (attack.collect && names.join(' ') !== attack.collect.join(' ')) problems.push(`collected ${names.join(' ')}, expected ${attack.collect.join(' ')}`);
  for (const name of names) if (name.startsWith('/') || name.split('/').some((part) => part === '..' || part === '.' || part === '')) problems.push(`collected path ${name}`);
  for (const { path, mode } of files) if (mode !== 0o644 && mode !== 0o755) problems.push(`${path} has mode ${mode.toString(8)}`);
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (attack.collectBytes !== undefined && size > attack.collectBytes) problems.push(`collected ${size} bytes`);
  // What COLLECT gives may be given to PUT as it is.
  await box.put('again', files).catch((error) => { if (!stopped) problems.push(`what was collected cannot be put: ${error.message}`); });
}

async function judgeNextJob(box, env, context, problems) {
  const token = randomBytes(16).toString('hex');
  await box.put('next', [{ path: 'victim', mode: 0o755, bytes: context.victim }]);
  const [result] = await box.run({ argv: [`${box.ready.filesDir}/next/victim`], env, items: [{ stdin: token }], limits: VICTIM_LIMITS });
  const text = result.stdout.toString();
  if (result.outcome !== 'ok' || text !== `clean\n${token}`)
    problems.push(`the next job: ${result.outcome} (exit ${result.exitCode}, signal ${result.signal}) ${JSON.stringify(text.slice(0, 300))} ${result.stderr.toString().slice(0, 200)}`);
}

async function startNeighbour(mode, context, attack) {
  const box = await startBox(mode, context, { ...attack, boxOptions: [] }, 1);
  await box.put('job', [{ path: 'neighbour', mode: 0o755, bytes: context.neighbour }]);
  const { running } = await box.runWatched({ argv: [`${box.ready.filesDir}/job/neighbour`], quickArgs: ['at once'], limits: VICTIM_LIMITS, env: {} });
  running.catch(() => {}); // looked at below
  const pid = processesOf(mode.range).find(({ name }) => name === 'neighbour')?.pid;
  if (pid === undefined) throw new Error('the neighbour is not to be found');
  return { box, running, env: { ATTACK_NEIGHBOUR_PID: String(pid), ATTACK_NEIGHBOUR_FILE: `${box.ready.workDir}/neighbour-secret` } };
}

async function judgeNeighbour(neighbour, problems) {
  try {
    const result = await neighbour.running;
    if (result.outcome !== 'ok' || result.stdout.toString() !== 'unharmed\n') problems.push(`the neighbour: ${result.outcome} (signal ${result.signal}) ${result.stdout}`);
  } catch (error) {
    problems.push(`the neighbour's box: ${error.message}`);
  }
  const { inTime } = await neighbour.box.close();
  if (!inTime) problems.push("the neighbour's box did not end");
}

function isOfABox({ pid }, context) {
  try { return readlinkSync(`/proc/${pid}/exe`).includes('attack') || readlinkSync(`/proc/${pid}/exe`).startsWith(context.boxPath); } catch { return false; }
}

async function judgeHost(mode, context, before, problems) {
  const left = await survivors(mode.range, (one) => !before.pids.has(one.pid) && (mode.isDedicated || isOfABox(one, context)));
  if (left.length > 0) problems.push(`processes left: ${left.map(({ pid, name, state }) => `${pid} ${name} ${state}`).join(', ')}`);
  const mounted = [...mounts()].filter((line) => !before.mounts.has(line));
  if (mounted.length > 0) problems.push(`mounts left: ${mounted.join('; ')}`);
  const scratch = readdirSync(context.scratch);
  if (scratch.length > 0) problems.push(`left in the scratch directory: ${scratch.join(', ')}`);
  if (mode.isDedicated) {
    const files = filesOf(mode.range, ['/tmp', '/dev/shm', '/var/tmp', '/dev/mqueue', '/run', '/run/lock']).filter((file) => file !== context.scratch);
    if (files.length > 0) problems.push(`files left: ${files.join(', ')}`);
    const objects = systemVOf(mode.range);
    if (objects.length > 0) problems.push(`System V objects left: ${objects.join('; ')}`);
  }
  if (openDescriptors() > before.descriptors) problems.push(`descriptors: ${openDescriptors()}, before ${before.descriptors}`);
}

/**
 * Told by their pids in the namespaces they are in, never by the order of their pids here, which begin anew
 * at pid_max: the container's own listener is 1 in the container, the outer process of a box some other
 * number, and the inner one 1 in a namespace further in.
 */
function processInContainer(which, mode) {
  const isIt = {
    outer: (pids) => pids.length === 2 && pids[1] !== 1,
    inner: (pids) => pids.length === 3 && pids[2] === 1,
  }[which];
  return processesOf(mode.range).find(({ name, namespacePids }) => name === 'box' && isIt(namespacePids))?.pid ?? 0;
}

/**
 * A process of the box's own (the one that was started, or the one that serves) dies in the middle of a run,
 * when the attack has spread: nothing of the run may survive it.
 */
async function killBox(attack, mode, box, running, problems) {
  const which = attack.killedProcess;
  running.catch(() => {}); // that the request fails is the point
  if (!(await haveSpread(mode.range, 'attack', attack.killWhen))) problems.push(`the attack never was ${attack.killWhen} processes`);
  const victim = mode.container ? processInContainer(which, mode) : which === 'outer' ? box.child.pid : Number(readFileSync(`/proc/${box.child.pid}/task/${box.child.pid}/children`, 'utf8').split(' ')[0]);
  if (victim > 1) process.kill(victim, 'SIGKILL');
  else problems.push('the box has no inner process');
  await box.exited;
  const answer = await running.then(() => 'a result', () => 'none');
  if (answer !== 'none') problems.push('the run had ended before its box was killed');
}

async function attackInBox(attack, mode, context, problems, extraEnv) {
  let box = await startBox(mode, context, attack);
  let notes = '';
  try {
    const env = { ...environmentOf(mode, context, box.ready), ...extraEnv };
    const { argv, files } = programOf(attack, mode, context, box.ready);
    await box.put('job', files);
    const wantsPeaks = attack.peakMemoryBytes !== undefined || attack.peakProcesses !== undefined;
    const sampler = wantsPeaks && mode.isDedicated ? samplePeaks(mode.range) : undefined;
    const startedAt = performance.now();
    const flags = (attack.isKept ? KEEP_WORK : 0) | (attack.isLargeFiles ? LARGE_FILES : 0);
    const running = box.run({ argv, env, items: [{ stdin: attack.stdin }], limits: attack.limits, flags });
    if (attack.killedProcess) {
      await killBox(attack, mode, box, running, problems);
      return 'box killed';
    }
    const [result] = await running;
    const elapsedMs = performance.now() - startedAt;
    judgeResult(attack, result, elapsedMs, sampler?.stop() ?? { residentBytes: 0, tasks: 0 }, problems);
    judgeOutput(attack, result, context, problems);
    if (context.isVerbose) console.log(`        stderr: ${JSON.stringify(result.stderr.toString('latin1').slice(0, 400))}`);
    notes = `${result.outcome} ${Math.round(result.wallTimeUs / 1000)} ms, cpu ${Math.round(result.cpuTimeUs / 1000)} ms, ${(result.memoryBytes / 2 ** 20).toFixed(1)} MiB${result.leftovers ? `, ${result.leftovers} leftovers` : ''}${result.dirty ? ', dirty' : ''}`;
    if (attack.isKept || attack.isCollected) {
      await judgeCollected(attack, box, problems);
      // The files were kept on purpose; a run without KEEP_WORK clears them away.
      const [cleaning] = await box.run({ argv: ['/bin/true'], limits: VICTIM_LIMITS, linkDirectory: 'job' });
      result.dirty ||= cleaning.dirty;
    }
    if (attack.isPutAgain) {
      const putAt = performance.now();
      await box.put('job', files);
      if (performance.now() - putAt > 2_000) problems.push('PUT had to wait');
    }
    if (result.dirty) {
      const { inTime } = await box.close();
      if (!inTime) problems.push('the dirty box did not end');
      box = await startBox(mode, context, attack);
    }
    await judgeNextJob(box, environmentOf(mode, context, box.ready), context, problems);
  } catch (error) {
    problems.push(`the box: ${error.message}`);
  } finally {
    const { inTime, code, signal } = await box.close();
    if (!inTime) problems.push('the box did not end with its input');
    else if (!attack.killedProcess && code !== 0) problems.push(`the box ended with ${signal ?? code}: ${box.stderr.trim().slice(0, 300)}`);
  }
  return notes;
}

/** Runs one attack. Gives `{ problems, notes }`; no problem means: contained, and the next job unharmed. */
export async function runAttack(attack, mode, context) {
  const problems = [];
  const before = { mounts: mounts(), descriptors: openDescriptors(), pids: new Set(processesOf(mode.range).map(({ pid }) => pid)) };
  const seenBefore = context.witness.reached();
  let notes = '';
  try {
    const neighbour = attack.hasNeighbour ? await startNeighbour(mode, context, attack) : undefined;
    notes = await attackInBox(attack, mode, context, problems, neighbour?.env);
    if (neighbour) await judgeNeighbour(neighbour, problems);
  } catch (error) {
    problems.push(error.message);
  }
  if (context.witness.reached() > seenBefore) problems.push("a message reached a socket of the host");
  await judgeHost(mode, context, before, problems);
  return { problems, notes };
}
