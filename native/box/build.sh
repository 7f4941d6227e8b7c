#!/bin/sh
# Builds build/box as the Makefile does, for machines without make. Without its warnings: compilers that we have not met
# have others. CC names the compiler.
set -eu
cd "$(dirname "$0")"
mkdir -p build
CC=${CC:-cc}
export CC
# What is loaded into interpreters. A box without it starts every run with exec.
# shellcheck disable=SC2046,SC2086
$CC -std=gnu11 -O2 -w $(sh flags.sh library) -o build/zygote.so preload/zygote.c || : >build/zygote.so
# Both may be several words.
# shellcheck disable=SC2046,SC2086
$CC -std=gnu11 -O2 -w -o build/box.built ./*.c $(sh flags.sh)
mv build/box.built build/box
