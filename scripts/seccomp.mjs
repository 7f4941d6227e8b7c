// `npm run seccomp`: writes the container profiles from the box's own table of system calls, so that the two
// cannot drift.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, buildBox, runScript } from './lib/steps.mjs';

/**
 * What a worker needs beside its boxes when it lives in the same container: clients of network services,
 * timers of its own.
 */
const WORKER_CALLS = [
  'setsockopt',
  'setpriority',
  'madvise',
  'getdents64',
  'mknodat',
  'mlock2',
  // Node's files and memory: runs get another answer to these from their own filter.
  'fsync',
  'fdatasync',
  'flock',
  'fadvise64',
  'sendfile',
  'sysinfo',
];

/** @param {string} printed what `box seccomp-profile` says */
export function profilesFrom(printed) {
  const runner = JSON.parse(printed);
  const worker = structuredClone(runner);
  const allowed = worker.syscalls.find(({ action }) => action === 'SCMP_ACT_ALLOW');
  const ofSockets = worker.syscalls.find(({ args }) => args);
  worker.syscalls = worker.syscalls.filter((rule) => rule !== ofSockets);
  allowed.names = [...new Set([...allowed.names, ...ofSockets.names, ...WORKER_CALLS])];
  const text = (profile) => `${JSON.stringify(profile, null, 2)}\n`;
  return { 'seccomp.json': text(runner), 'seccomp-worker.json': text(worker) };
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await buildBox();
    const printed = execFileSync(join(ROOT, 'native/box/build/box'), ['seccomp-profile'], {
      encoding: 'utf8',
    });
    for (const [name, text] of Object.entries(profilesFrom(printed)))
      writeFileSync(join(ROOT, 'docker', name), text);
  });
}
