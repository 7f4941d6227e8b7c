#!/bin/sh
# Prints the flags that harden the box: the one list for the Makefile and for build.sh. CC names the compiler.
# `flags.sh library`: those for what is loaded into interpreters (preload/), which has no libc of its own.
set -eu
if [ "${1:-}" = library ]; then
  echo "-fPIC -shared -nostdlib -ffreestanding -fno-builtin -fno-stack-protector -fvisibility=hidden -Wl,-z,relro,-z,now,-z,noexecstack -s"
  exit
fi
flags="-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fno-strict-aliasing -Wl,-z,relro,-z,now,-z,noexecstack"
program=$(mktemp)
trap 'rm -f "$program"' EXIT

# Can the compiler build a program with these? -Werror, because clang only warns of what it does not know.
supports() {
  echo 'int main(void) { return 0; }' | ${CC:-cc} -Werror "$@" -o "$program" -x c - >/dev/null 2>&1
}

# With it every box lies at other addresses. Some compilers (musl-gcc) take the flag and link dynamically all the same,
# and a box that needs a linker of the host's does not start inside another root: so look at what was built.
supports_static_pie() {
  supports -fPIE -static-pie && headers=$(readelf -l "$program" 2>/dev/null) || return 1
  case $headers in *INTERP*) return 1 ;; esac
}

if supports_static_pie; then flags="$flags -fPIE -static-pie"; else flags="$flags -static"; fi
# The second exists on x86-64 only, the third on arm64 only.
for flag in -fstack-clash-protection -fcf-protection -mbranch-protection=standard; do
  if supports "$flag"; then flags="$flags $flag"; fi
done
echo "$flags"
