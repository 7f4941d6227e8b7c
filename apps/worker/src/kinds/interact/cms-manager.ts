import type { Program } from '@app/contracts';
import { judgeCms } from '../../checkers/protocols-others.js';
import type { Judgement } from '../../checkers/checker.js';
import { familyOf } from '../problem/added-code.js';
import { JobFailed } from '../kind.js';
import type { RunOutcome } from '../../runner/runner.js';

/*
 * Managers of CMS read the test's input from their stdin and write the outcome to their stdout; for the talk
 * they are given the names of two FIFOs. Here the talk comes and goes by stdin and stdout. What is compiled
 * into a manager moves these away before its main begins, and puts two files in their place; the names that
 * it is given are those under which Linux opens what was moved.
 */

/** Files of its working directory, called as in CMS. */
export const MANAGER_INPUT = 'input.txt';
export const MANAGER_OUTPUT = 'stdout.txt';

const FROM = 100;
const TO = 101;
const nameOf = (descriptor: number): string => `/proc/self/fd/${descriptor}`;

/** From the program, to the program. */
export const MANAGER_ARGS: readonly string[] = [nameOf(FROM), nameOf(TO)];

/** C and C++ alike. Before constructors of the manager's own, and before `cin` looks at what it reads. */
const MOVES_STREAMS = `#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fail(const char *what) {
  if (write(2, what, strlen(what)) < 0) _exit(2);
  _exit(1);
}

static void put(const char *name, int flags, int as) {
  int fd = open(name, flags, 0600);
  if (fd < 0 || dup2(fd, as) != as) fail("the files of the manager cannot be opened");
  close(fd);
}

__attribute__((constructor(101))) static void move_streams(void) {
  if (dup2(0, ${FROM}) != ${FROM} || dup2(1, ${TO}) != ${TO}) fail("the streams of the manager cannot be moved");
  if (access("${nameOf(FROM)}", R_OK) || access("${nameOf(TO)}", W_OK)) fail("managers need /proc, which boxes of this worker do not have");
  put("${MANAGER_INPUT}", O_RDONLY, 0);
  put("${MANAGER_OUTPUT}", O_WRONLY | O_CREAT | O_TRUNC, 1);
}
`;

/** A manager with what moves its streams. */
export function withMovedStreams(program: Program): Program {
  const language = familyOf(program.language);
  if (language !== 'c' && language !== 'cpp')
    throw new JobFailed(`managers are programs in C or C++, not in ${program.language}`);
  const added = { path: `moves-streams.${language}`, content: MOVES_STREAMS };
  return { ...program, files: [...(program.files ?? []), added] };
}

/** What a manager says of the talk. It never dies for what the program does, or does not. */
export function judgeManager(outcome: RunOutcome): Judgement {
  const written = outcome.files?.find(({ path }) => path === MANAGER_OUTPUT)?.content;
  return judgeCms({ ...outcome, stdout: written ?? Buffer.alloc(0), stdoutTruncated: false });
}
