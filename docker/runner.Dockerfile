# The family of compilers and the box that runs them. Two targets: `core`, the ten most used languages, and `full`.
#   docker build -f docker/runner.Dockerfile --target core -t cpast-runner:core .
# It is started without any privilege (apps/worker/src/runner/docker/container-options.ts, docker/compose.yaml): no root inside, no
# capability, no network, read-only. Nothing here needs a builder newer than the classic one.

FROM debian:bookworm-slim AS base
# A date such as 20250901T000000Z builds from that day's packages, whenever it is built; empty: today's.
ARG DEBIAN_SNAPSHOT=
RUN set -eu; \
    if [ -n "$DEBIAN_SNAPSHOT" ]; then \
      rm -f /etc/apt/sources.list.d/*; \
      printf 'deb [check-valid-until=no] http://snapshot.debian.org/archive/%s\n' \
        "debian/$DEBIAN_SNAPSHOT bookworm main" "debian/$DEBIAN_SNAPSHOT bookworm-updates main" \
        "debian-security/$DEBIAN_SNAPSHOT bookworm-security main" >/etc/apt/sources.list; \
    fi; \
    printf 'APT::Install-Recommends "false";\nAcquire::Retries "3";\n' >/etc/apt/apt.conf.d/80cpast; \
    printf 'path-exclude=/usr/share/%s/*\n' doc man info locale >/etc/dpkg/dpkg.cfg.d/80cpast; \
    mkdir -p /usr/share/man/man1

FROM base AS box
RUN apt-get update && apt-get install -y gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY native/box /box
RUN sh /box/build.sh && strip /box/build/box

FROM base AS core-compilers
ENV DEBIAN_FRONTEND=noninteractive
# No setuid program is left: no-new-privileges makes them harmless, their absence makes that a second lock.
RUN set -eu; \
    apt-get update; \
    apt-get install -y \
      bash g++ gcc libc6-dev libgmp-dev \
      perl python3 ruby \
      nodejs \
      golang-go rustc \
      default-jdk-headless; \
    rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*; \
    mkdir -p /run/cpast /warm-up; \
    chown 10001:10001 /run/cpast; \
    find / -xdev -type f -perm /6000 -exec chmod ug-s {} +

# The box comes last: another box is another few megabytes, not another set of compilers.
FROM core-compilers AS core
COPY --from=box /box/build/box /usr/local/bin/box
USER 10001:10001
WORKDIR /
ENTRYPOINT ["/usr/local/bin/box"]
CMD ["listen", "/run/cpast/box", "--per-connection"]

FROM core-compilers AS full-compilers
RUN set -eu; \
    apt-get update; \
    apt-get install -y clang gfortran gnat ldc nasm; \
    rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*
RUN set -eu; \
    apt-get update; \
    apt-get install -y \
      fp-compiler fp-units-rtl fp-units-base ghc nim ocaml-nox \
      gawk gforth gnucobol4 guile-3.0 lua5.4 node-typescript php-cli pypy3 rakudo sbcl sqlite3 swi-prolog-nox tcl; \
    rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*
RUN set -eu; \
    apt-get update; \
    apt-get install -y elixir erlang-base kotlin mono-mcs mono-runtime libmono-system-core4.0-cil \
      libmono-system-numerics4.0-cil r-base-core scala; \
    rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*
# Libraries that contestants expect. Debian has Eigen in a folder of its own; programs write `#include <Eigen/Dense>`.
RUN set -eu; \
    apt-get update; \
    apt-get install -y libboost-dev libclang-rt-dev libeigen3-dev libomp-dev python3-networkx python3-numpy \
      python3-scipy python3-sympy; \
    ln -s eigen3/Eigen eigen3/unsupported /usr/include/; \
    rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*; \
    find / -xdev -type f -perm /6000 -exec chmod ug-s {} +

FROM full-compilers AS full
COPY --from=box /box/build/box /usr/local/bin/box
USER 10001:10001
WORKDIR /
ENTRYPOINT ["/usr/local/bin/box"]
CMD ["listen", "/run/cpast/box", "--per-connection"]
