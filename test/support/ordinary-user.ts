import { ROOT } from './docker.js';

/** No account of any host. */
const UID = 21_345;

/**
 * In a mount namespace of its own, so that nothing of it stays: the package and a data directory below
 * /usr/src, where images of Node.js have them, and which every program is shown; then the command as an
 * ordinary user.
 */
const SCRIPT = `
set -e
mount -t tmpfs -o mode=0755 tmpfs /usr/src
cd /usr/src
mkdir app data
chown ${UID}:${UID} data
echo beside > file
true > node
mount --bind "$1" app
mount --bind "$2" node
cd app
shift 2
exec setpriv --reuid ${UID} --regid ${UID} --clear-groups /usr/src/node "$@"
`;

/** Where `asOrdinaryUser` has everything. */
export const PLACES = { app: '/usr/src/app', data: '/usr/src/data', beside: '/usr/src/file' };

/** The command line that runs Node.js with these arguments as an ordinary user. Root only. */
export const asOrdinaryUser = (args: readonly string[]): string[] => [
  'unshare',
  ...['--mount', 'sh', '-c', SCRIPT, 'sh', ROOT, process.execPath],
  ...args,
];
