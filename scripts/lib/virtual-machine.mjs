// A virtual machine with a kernel of Debian's and this machine's files, read-only below a layer in memory:
// whatever is installed here is there, at the same path, and nothing that happens there is left. It has no
// network.
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findProgram, installDebian } from './debian.mjs';
import { Cure, say } from './steps.mjs';

const PACKAGES = ['linux-image-amd64', 'busybox-static'];
/** In the order in which they can be loaded. */
const MODULES = [
  ...['virtio_ring', 'virtio', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci'],
  ...['netfs', 'fscache', '9pnet', '9pnet_virtio', '9p', 'overlay'],
];
const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cpast/virtual-machine');
const CODE = /^cpast: exit code (\d+)\r?$/m;

/** @param {string} text one word of a shell */
export const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The pipe is there because nothing should take the console for a terminal. */
const firstProgram = (command) => `
{ (${command}); echo "cpast: exit code $?"; } </dev/null 2>&1 | cat
echo o >/proc/sysrq-trigger
while :; do sleep 60; done`;

/**
 * The first process builds the root and goes there. Not by chroot, from where no user namespaces can be made.
 */
const init = (command) => `#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in ${MODULES.join(' ')}; do insmod /modules/$module.ko; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=524288 root /lower
mount -t tmpfs -o mode=755,size=80% upper /upper
mkdir /upper/up /upper/work
mount -t overlay -o lowerdir=/lower,upperdir=/upper/up,workdir=/upper/work root /root
mount --move /dev /root/dev
mount --move /proc /root/proc
mount -t sysfs sys /root/sys
mount -t cgroup2 cgroup2 /root/sys/fs/cgroup
mkdir -p /root/dev/shm /root/dev/pts
mount -t tmpfs -o mode=1777 shm /root/dev/shm
mount -t devpts pts /root/dev/pts
mount -t tmpfs -o mode=755 run /root/run
ip link set lo up
exec switch_root /root /bin/sh -c ${quote(firstProgram(command))}
`;

/**
 * Runs a shell command in the machine, as root, and shows what it prints.
 * @returns {Promise<number>} its exit code
 * @throws Cure when the machine cannot be made, or dies
 */
export async function runInVirtualMachine(command, { memoryMiB = 6144, processors = 2 } = {}) {
  if (process.getuid?.() !== 0 || process.arch !== 'x64' || !findProgram('apt-get'))
    throw new Cure('a virtual machine needs root on Debian, x86-64: its kernel is of linux-image-amd64');
  if (!findProgram('qemu-system-x86_64'))
    await installDebian({ what: 'a virtual machine', packages: ['qemu-system-x86', 'seabios'] });
  const packages = fetchPackages();
  const folder = mkdtempSync(join(tmpdir(), 'cpast-vm-'));
  try {
    const initrd = join(folder, 'initrd');
    makeInitrd(packages, join(folder, 'root'), initrd, command);
    return await boot({ kernel: kernelOf(packages), initrd, memoryMiB, processors });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Extracted, not installed: no boot loader of this machine hears of them. */
function fetchPackages() {
  const done = join(FOLDER, 'extracted');
  if (existsSync(done)) return done;
  say('virtual machine: fetching its kernel ...');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const [image, busybox] = PACKAGES;
  const depends = capture('apt-cache', ['depends', image]);
  const kernel = /Depends: (linux-image-\S+)/.exec(depends)?.[1] ?? image;
  capture('apt-get', ['download', '-q', kernel, busybox], FOLDER);
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.deb'))) {
    capture('dpkg-deb', ['-x', join(FOLDER, file), `${done}.new`]);
    rmSync(join(FOLDER, file));
  }
  capture('mv', [`${done}.new`, done]);
  return done;
}

const kernelOf = (packages) => {
  const name = readdirSync(join(packages, 'boot')).find((file) => file.startsWith('vmlinuz-'));
  return join(packages, 'boot', name);
};

function makeInitrd(packages, root, initrd, command) {
  for (const name of ['bin', 'modules', 'proc', 'dev', 'lower', 'upper', 'root'])
    mkdirSync(join(root, name), { recursive: true });
  const busybox = join(packages, 'bin/busybox');
  cpSync(busybox, join(root, 'bin/busybox'));
  for (const file of readdirSync(join(packages, 'lib/modules'), { recursive: true }))
    if (file.endsWith('.ko') && MODULES.includes(basename(file, '.ko')))
      cpSync(join(packages, 'lib/modules', file), join(root, 'modules', basename(file)));
  writeFileSync(join(root, 'init'), init(command), { mode: 0o755 });
  capture('sh', ['-c', `find . | ${quote(busybox)} cpio -o -H newc >${quote(initrd)}`], root);
}

async function boot({ kernel, initrd, memoryMiB, processors }) {
  const isFast = hasHardwareHelp();
  say(`virtual machine: starting${isFast ? '' : ' (emulated, which is slow: no KVM here)'} ...`);
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ...(isFast ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,thread=multi', '-cpu', 'max']),
      ...[
        '-m',
        String(memoryMiB),
        '-smp',
        String(processors),
        '-nodefaults',
        '-no-user-config',
        '-no-reboot',
      ],
      ...['-display', 'none', '-serial', 'stdio', '-nic', 'none'],
      ...['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
      ...['-device', 'virtio-9p-pci,fsdev=root,mount_tag=root'],
      ...['-kernel', kernel, '-initrd', initrd, '-append', 'console=ttyS0 quiet panic=-1'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let end = '';
  machine.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    end = (end + text).slice(-4096);
  });
  await new Promise((resolve, reject) => {
    machine.on('error', (error) => reject(new Cure(`cannot run qemu-system-x86_64: ${error.message}`)));
    machine.on('close', resolve);
  });
  const code = CODE.exec(end)?.[1];
  if (code === undefined) throw new Cure('the virtual machine ended without a word');
  return Number(code);
}

/** A /dev/kvm without a processor that helps (kvm-pvm, in clouds) takes only kernels that are made for it. */
function hasHardwareHelp() {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return /^flags.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

function capture(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Cure(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
