"""Attempts to get out of a runner container from beside its boxes, as a program that had broken out of a box would make them. Prints one
line of JSON: what each attempt gave, `no` and why, or `YES` and what was reached."""
import ctypes
import json
import os
import socket
import stat
import sys

libc = ctypes.CDLL(None, use_errno=True)
results = {}
NEWNS, NEWCGROUP, NEWIPC, NEWUSER = 0x20000, 0x02000000, 0x08000000, 0x10000000


def attempt(name, function, *arguments):
    ctypes.set_errno(0)
    try:
        reached = function(*arguments)
        results[name] = f"YES {reached}"
    except OSError as error:
        results[name] = f"no {error.strerror or error}"


def call(number, *arguments):
    values = [ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *values)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def mount(source, target, kind, flags=0, data=None):
    if libc.mount(source, target, kind, ctypes.c_ulong(flags), data):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    found = os.listdir(target)[:4]
    libc.umount2(target, 2)
    return found


def write_back(path):
    """Writes what is there already: harmless where it is allowed."""
    with open(path, "rb") as file:
        content = file.read(256)
    with open(path, "r+b", 0) as file:
        file.write(content or b"0")
    return path


def open_for(path, mode):
    with open(path, mode):
        return path


def make_socket(family):
    return socket.socket(family, socket.SOCK_STREAM).family


def metadata():
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.settimeout(2)
    connection.connect(("169.254.169.254", 80))
    return "connected"


def engine_socket():
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"):
        try:
            connection.connect(path)
            return path
        except OSError as error:
            last = error
    raise last


def attempts_as_it_is():
    for name in ("INET", "INET6", "NETLINK", "PACKET", "VSOCK"):
        attempt(f"a socket of the family {name}", make_socket, getattr(socket, f"AF_{name}"))
    attempt("the metadata address", metadata)
    attempt("the engine's socket", engine_socket)
    calls = {
        "keyctl": (250, 0, -3, 0), "add_key": (248, b"user", b"x", b"x", 1, -3), "bpf": (321, 0, b"\0" * 64, 64),
        "ptrace of the first process": (101, 16, 1, 0, 0), "setns": (308, os.open("/proc/1/ns/mnt", os.O_RDONLY), 0) if os.access("/proc/1/ns/mnt", os.R_OK) else (308, -1, 0),
        "unshare": (272, NEWUSER), "io_uring_setup": (425, 1, b"\0" * 128), "userfaultfd": (323, 1),
        "perf_event_open": (298, b"\0" * 128, 0, -1, -1, 0), "open_by_handle_at": (304, -100, b"\x08\0\0\0\x01\0\0\0" + b"\0" * 8, 0),
        "init_module": (175, b"", 0, b""), "kexec_load": (246, 0, 0, 0, 0), "fsopen": (430, b"ext4", 0), "reboot": (169, 0, 0, 0, 0),
    }
    for name, arguments in calls.items():
        attempt(name, call, *arguments)


def attempts_in_cgroups():
    """A cgroup hierarchy may be mounted; what it shows is the container's own part, and belongs to root."""
    for kind, data in ((b"cgroup", b"memory"), (b"cgroup", b"pids"), (b"cgroup", b"rdma"), (b"cgroup", b"none,name=x"), (b"cgroup2", None)):
        name = f"{kind.decode()} {data.decode() if data else ''}".strip()
        if libc.mount(b"c", b"/tmp/m", kind, ctypes.c_ulong(0), data):
            results[f"mount {name}"] = f"no {os.strerror(ctypes.get_errno())}"
            continue
        for file in ("release_agent", "notify_on_release", "cgroup.procs", "cgroup.subtree_control", "memory.limit_in_bytes", "memory.max", "pids.max"):
            if os.path.exists(f"/tmp/m/{file}"):
                attempt(f"write to {file} of {name}", write_back, f"/tmp/m/{file}")
        attempt(f"mkdir in {name}", os.mkdir, "/tmp/m/evil")
        libc.umount2(b"/tmp/m", 2)


def attempts_with_capabilities():
    """In a user namespace of our own, with every capability there: more than a box ever has."""
    attempt("a tmpfs to work on", mount, b"t", b"/tmp", b"tmpfs")
    allowed = results.pop("a tmpfs to work on")
    results["(a user namespace with a mount)"] = "no, it works" if allowed.startswith("YES") else allowed
    libc.mount(b"t", b"/tmp", b"tmpfs", ctypes.c_ulong(0), None)
    os.makedirs("/tmp/m")
    attempts_in_cgroups()
    # binfmt_misc is left out: a user namespace has one of its own, for itself alone.
    for kind in (b"sysfs", b"proc", b"debugfs", b"tracefs", b"securityfs", b"devtmpfs", b"configfs", b"fuse"):
        attempt(f"mount {kind.decode()}", mount, b"x", b"/tmp/m", kind)
    attempt("mount the host's disk", mount, b"/dev/vda", b"/tmp/m", b"ext4")
    for path in (b"/", b"/sys", b"/sys/fs/cgroup", b"/sys/fs/cgroup/memory", b"/warm-up"):
        if os.path.exists(path):
            attempt(f"remount {path.decode()} writable", mount, None, path, None, 32 | 4096)
    for kind, word in ((stat.S_IFBLK, "block"), (stat.S_IFCHR, "character")):
        attempt(f"mknod of a {word} device", os.mknod, "/tmp/device", kind | 0o666, os.makedev(1, 1))
    switches = ("kernel/core_pattern", "kernel/modprobe", "kernel/hostname", "kernel/ns_last_pid", "vm/overcommit_memory")
    files = [f"/proc/sys/{name}" for name in switches]
    files += ["/proc/sys/vm/drop_caches", "/proc/sysrq-trigger", "/proc/1/mem", "/sys/kernel/uevent_helper"]
    for folder in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"):
        files += [f"{folder}/{name}" for name in ("release_agent", "notify_on_release", "cgroup.procs", "memory.max", "memory.limit_in_bytes", "pids.max")]
    for path in files:
        if os.path.exists(path):
            attempt(f"write to {path}", write_back, path)
    for path in ("/proc/kcore", "/proc/kmsg", "/dev/mem", "/proc/1/environ"):
        if os.path.exists(path):
            attempt(f"read {path}", open_for, path, "rb")
    for folder in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory"):
        attempt(f"mkdir in {folder}", os.mkdir, f"{folder}/evil")
    for path in ("/evil", "/usr/local/bin/box", "/warm-up/evil", "/etc/passwd", "/dev/evil", "/dev/mqueue/evil"):
        attempt(f"write to {path}", open_for, path, "a")


def in_user_namespace(function):
    ready, release = os.pipe(), os.pipe()
    uid, gid = os.getuid(), os.getgid()
    pid = libc.syscall(56, ctypes.c_long(NEWUSER | NEWNS | NEWCGROUP | NEWIPC | 17), 0, 0, 0, 0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "no user namespace: nothing was attempted in it")
    if pid == 0:
        os.read(release[0], 1)
        function()
        os.write(ready[1], json.dumps(results).encode())
        os._exit(0)
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        with open(f"/proc/{pid}/{name}", "w") as file:
            file.write(text)
    os.write(release[1], b"x")
    os.close(ready[1])
    text = b""
    while chunk := os.read(ready[0], 65536):
        text += chunk
    os.waitpid(pid, 0)
    results.update(json.loads(text))


attempts_as_it_is()
in_user_namespace(attempts_with_capabilities)
json.dump(results, sys.stdout)
