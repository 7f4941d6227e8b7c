// attack: Node's ways out: child processes, sockets, signals, files, memory outside the heap
// variant: run
// interpreter: node
// expect: ok
// limits: memory=512MiB cpu=5000 wall=10000 processes=40
'use strict';
if (!process.env.ATTACK_IN_BOX) process.exit(99);
const fs = require('node:fs');
const net = require('node:net');
const dgram = require('node:dgram');
const childProcess = require('node:child_process');
const found = [];

function refused(name, action) {
  try {
    found.push(`${name}: ${action()}`);
  } catch {
    // refused, as it should be
  }
}

async function refusedLater(name, start) {
  const outcome = await new Promise((resolve) => {
    try {
      start(resolve);
      setTimeout(() => resolve('timeout'), 500).unref();
    } catch (error) {
      resolve(error);
    }
  });
  if (!(outcome instanceof Error)) found.push(`${name}: ${outcome}`);
}

async function main() {
  refused('execSync', () => childProcess.execSync('id'));
  refused('fork', () => {
    const { error } = childProcess.spawnSync('/bin/true');
    if (error) throw error;
    return 'ran';
  });
  for (const path of ['/etc/shadow', '/root', '/proc/1/environ', '/proc/1/mem', process.env.ATTACK_HOST_SECRET, process.env.ATTACK_HOST_SECRET_TMP])
    refused(path, () => fs.readFileSync(path, 'latin1').length);
  for (const path of ['/usr/x', '/etc/x', `${process.env.ATTACK_FILES}/x`, '/dev/x'])
    refused(`write ${path}`, () => fs.writeFileSync(path, 'x') ?? 'written');
  await refusedLater('tcp', (resolve) => net.connect(80, '169.254.169.254', () => resolve('connected')).on('error', resolve));
  await refusedLater('listen', (resolve) => net.createServer().listen(0, () => resolve('listens')).on('error', resolve));
  await refusedLater('unix', (resolve) => net.connect('/var/run/docker.sock', () => resolve('connected')).on('error', resolve));
  await refusedLater('abstract', (resolve) => net.connect(`\0${process.env.ATTACK_WITNESS}`, () => resolve('connected')).on('error', resolve));
  await refusedLater('udp', (resolve) => {
    const socket = dgram.createSocket('udp4').on('error', resolve);
    socket.send('x', 53, '8.8.8.8', (error) => resolve(error ?? 'sent'));
  });
  refused('priority', () => require('node:os').setPriority(1, 19) ?? 'set');
  const own = new Set(['PATH', 'HOME', 'LANG', 'TMPDIR']);
  for (const name of Object.keys(process.env)) if (!own.has(name) && !name.startsWith('ATTACK_')) found.push(`environment ${name}`);
  console.log(found.length === 0 ? 'contained' : found.map((line) => `ESCAPED: ${line}`).join('\n'));
}

void main();
