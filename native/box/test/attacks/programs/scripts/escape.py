# attack: Python's ways out: os.fork, subprocess, ctypes calls, sockets, multiprocessing
# variant: run
# interpreter: python3
# expect: ok
# limits: memory=256MiB cpu=4000 wall=8000
import os, sys

if 'ATTACK_IN_BOX' not in os.environ:
    sys.exit(99)
found = []


def refused(name, action):
    try:
        result = action()
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        return
    found.append(f'{name}: {result}')


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def connect(family, address):
    import socket

    return socket.socket(family).connect(address)


def subprocess_run():
    import subprocess

    return subprocess.run(['/bin/echo', 'x'], capture_output=True)


def libc(name, *arguments):
    import ctypes

    result = getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments)
    if result == -1:
        raise OSError
    return result


refused('fork', fork)
refused('subprocess', subprocess_run)
refused('system', lambda: 1 / 0 if os.system('true') != 0 else 'ran')
refused('spawn', lambda: os.posix_spawn('/bin/true', ['true'], {}))
refused('inet', lambda: connect(2, ('169.254.169.254', 80)))
refused('abstract', lambda: connect(1, '\0' + os.environ['ATTACK_WITNESS']))
refused('memfd', lambda: os.memfd_create('x'))
refused('unshare', lambda: libc('unshare', 0x10000000))
refused('ptrace', lambda: libc('ptrace', 16, 1, 0, 0))
refused('shadow', lambda: open('/etc/shadow').read())
refused('secret', lambda: open(os.environ['ATTACK_HOST_SECRET']).read())
refused('mem of pid 1', lambda: open('/proc/1/mem', 'rb').read(1))
refused('bytecode cache', lambda: open('/usr/lib/python3/dist-packages/attack.pyc', 'w'))
refused('nice', lambda: os.setpriority(os.PRIO_USER, 0, 19))
for line in found:
    print('ESCAPED:', line)
if not found:
    print('contained')
