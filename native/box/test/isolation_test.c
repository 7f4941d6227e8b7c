#define _GNU_SOURCE
#include "harness.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct host host;

static void expect_exit(const char *behaviour, int code) {
  struct result result = behave(&host, behaviour, NULL);
  CHECK(result.exit_code == code, "%s: exit code %d, signal %d", behaviour, result.exit_code, result.signal);
}

static void forbidden_calls(void) { expect_exit("forbidden", 0); }
static void no_descriptors(void) { expect_exit("descriptors", 0); }
static void no_shared_memory(void) { expect_exit("shared", ENOMEM); }

static void sealed_input(void) {
  struct request request = program_request(&host, "seal");
  struct result result = run_one(&host, &request, "some input");
  CHECK(result.exit_code == 0, "%d", result.exit_code);
}

/** What ends a process that makes a 32-bit call outside of a box: 0, or SIGSEGV where the machine has no such calls. */
static int end_of_old_call(void) {
#ifdef __x86_64__
  int status = 0;
  pid_t child = fork();
  if (!child) {
    __asm__ volatile("int $0x80" ::"a"(20) : "memory");
    _exit(0);
  }
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
#else
  return 0;
#endif
}

static void foreign_numbers(void) {
  struct result result = behave(&host, "foreign", "1");
  CHECK(result.outcome == RUNTIME_ERROR && result.signal == SIGSYS, "x32: %d", result.signal);
  result = behave(&host, "foreign", "2");
  int outside = end_of_old_call(), expected = outside ? outside : SIGSYS;
  CHECK(result.outcome == RUNTIME_ERROR && result.signal == expected, "int 0x80: %d", result.signal);
}

static void signals(void) {
  behave(&host, "signal", NULL);
  struct result result = behave(&host, "exit", "0");
  CHECK(result.outcome == OK);
}

static void environment(void) {
  char expected[2000];
  struct request request = program_request(&host, "environment");
  request.env[0] = "LANG=tlh";
  request.env[1] = "A=1";
  setenv("SECRET_OF_THE_HOST", "1", 1);
  struct result result = run_one(&host, &request, "");
  snprintf(expected, sizeof expected, "PATH=/usr/local/bin:/usr/bin:/bin\nHOME=%s\nLANG=tlh\nTMPDIR=%s\nA=1\n%s\n", host.work, host.tmp, host.work);
  CHECK(!strcmp(result.out, expected), "%s", result.out);
}

static void closed_files(void) {
  const char *const paths[] = {"/etc/shadow", "/root/.bashrc", "/proc/sys/kernel/hostname", "/sys/kernel/notes", "/dev/shm/x", "/dev/mem", "/var/log/dpkg.log"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct result result = behave(&host, "cat", paths[i]);
    CHECK(result.exit_code == ENOENT || result.exit_code == EACCES, "%s: %d", paths[i], result.exit_code);
  }
  struct result result = behave(&host, "cat", "/usr/bin/env");
  CHECK(result.exit_code == 0, "/usr must be readable: %d", result.exit_code);
}

#define HUGE_PAGES "/sys/kernel/mm/transparent_hugepage/"

/* Go asks for huge pages where it can read this. */
static void size_of_huge_pages(void) {
  char expected[32] = "";
  FILE *file = fopen(HUGE_PAGES "hpage_pmd_size", "r");
  bool is_there = file && fgets(expected, sizeof expected, file);
  if (file) fclose(file);
  struct result result = behave(&host, "cat", HUGE_PAGES "hpage_pmd_size");
  CHECK(is_there ? result.exit_code == 0 : result.exit_code == ENOENT, "%d", result.exit_code);
  CHECK(!strcmp(result.out, expected), "%s", result.out);
  result = behave(&host, "write", HUGE_PAGES "hpage_pmd_size");
  CHECK(result.exit_code == EACCES || (mode.full && result.exit_code == (is_there ? EROFS : ENOENT)), "%d", result.exit_code);
  result = behave(&host, "cat", HUGE_PAGES "enabled");
  CHECK(result.exit_code == ENOENT || result.exit_code == EACCES, "%d", result.exit_code);
}

static void read_only(void) {
  expect_exit("read-only", 0);
  struct host classic = new_box((const char *[]){"--classic-remount", NULL});
  struct result result = behave(&classic, "read-only", NULL);
  CHECK(result.exit_code == 0, "without mount_setattr: %d", result.exit_code);
  end_box(&classic);
}

/* In reduced isolation some of these are open to everybody, and filesDir is the user's own: Landlock alone
 * forbids them. */
static void writes_only_its_own(void) {
  char in_files[400], in_work[400], in_tmp[400];
  snprintf(in_files, sizeof in_files, "%.300s/written", host.files);
  snprintf(in_work, sizeof in_work, "%.300s/written", host.work);
  snprintf(in_tmp, sizeof in_tmp, "%.300s/written", host.tmp);
  const char *const others[] = {in_files, "/written", "/usr/written", "/etc/written", "/dev/written", "/var/tmp/written", mode.full ? "/proc/written" : "/dev/shm/written"};
  for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
    struct result result = behave(&host, "write", others[i]);
    bool refused = mode.full ? result.exit_code == EROFS || result.exit_code == ENOENT : result.exit_code == EACCES;
    CHECK(refused, "%s: %d", others[i], result.exit_code);
  }
  CHECK(behave(&host, "write", in_work).exit_code == 0 && behave(&host, "write", in_tmp).exit_code == 0);
}

static void further_directories(void) {
  char directory[] = "/tmp/box-test-ro-XXXXXX", file[60], option[120];
  if (!mkdtemp(directory) || chmod(directory, 0755)) CHECK(false, "mkdtemp");
  snprintf(file, sizeof file, "%s/file", directory);
  FILE *out = fopen(file, "w");
  fputs("shown", out);
  fclose(out);
  if (chmod(file, 0644)) CHECK(false, "chmod");
  snprintf(option, sizeof option, "%s%s", directory, mode.full ? ":/opt/further" : "");
  struct host with = new_box((const char *[]){"--ro", option, NULL});
  struct result result = behave(&with, "cat", mode.full ? "/opt/further/file" : file);
  CHECK(!strcmp(result.out, "shown"), "%d", result.exit_code);
  end_box(&with);
  unlink(file);
  rmdir(directory);
  int to, from;
  pid_t pid = spawn_box((const char *[]){"serve", "--isolation", mode.full ? "full" : "reduced", "--ro", directory, NULL}, &to, &from);
  CHECK(wait_box(pid) == 120, "a missing --ro must be an error");
  close(to);
  close(from);
}

static void make_folder(const char *directory, const char *file, const char *text) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", directory, file);
  if (mkdir(directory, 0755) && errno != EEXIST) CHECK(false, "mkdir %s", directory);
  FILE *out = fopen(path, "w");
  if (!out) CHECK(false, "open %s", path);
  else fputs(text, out);
  if (out) fclose(out);
}

static int try_path(struct host *box, const char *behaviour, const char *directory, const char *name) {
  char path[200];
  snprintf(path, sizeof path, "%s%s", directory, name);
  return behave(box, behaviour, path).exit_code;
}

static void hidden_directories(void) {
  char directory[] = "/var/tmp/box-test-hide-XXXXXX", secret[80], inner[90], elsewhere[120];
  if (!mkdtemp(directory) || chmod(directory, 0755)) CHECK(false, "mkdtemp");
  snprintf(secret, sizeof secret, "%s/secret", directory);
  snprintf(inner, sizeof inner, "%s/in:ner", secret);
  snprintf(elsewhere, sizeof elsewhere, "%s:/opt/inner", inner);
  make_folder(directory, "file", "shown");
  make_folder(secret, "file", "the host's");
  make_folder(inner, "file", "shown elsewhere");

  struct host without = new_box((const char *[]){"--ro", directory, NULL});
  CHECK(try_path(&without, "cat", secret, "/file") == 0 && *behave(&without, "list", "/usr/share").out, "what is not there need not be hidden");
  end_box(&without);

  struct host with = new_box((const char *[]){"--hide", secret, "--hide", "/usr/share/", "--hide", "/no/such", "--hide", "/", "--ro", directory,
                                              mode.full ? "--ro" : NULL, elsewhere, NULL});
  const char *const hidden[] = {secret, "/usr/share"};
  for (unsigned i = 0; i < 2; i++) {
    struct result result = behave(&with, "list", hidden[i]);
    CHECK(!*result.out && !result.exit_code == mode.full, "%s: %d %s", hidden[i], result.exit_code, result.out);
    int error = try_path(&with, "write", hidden[i], "/new");
    CHECK(error == (mode.full ? EROFS : EACCES), "%s: %d", hidden[i], error);
  }
  CHECK(try_path(&with, "cat", secret, "/file") == (mode.full ? ENOENT : EACCES));
  CHECK(try_path(&with, "cat", directory, "/file") == 0 && try_path(&with, "cat", "/usr/bin/env", "") == 0, "what lies beside it must be shown");
  if (mode.full) CHECK(!strcmp(behave(&with, "cat", "/opt/inner/file").out, "shown elsewhere"));
  CHECK(end_box(&with) == 0);

  char command[100];
  snprintf(command, sizeof command, "rm -r %s", directory);
  if (system(command)) CHECK(false, "%s", command);
}

static void needed_directories(void) {
  int to, from;
  pid_t pid = spawn_box((const char *[]){"serve", "--isolation", mode.full ? "full" : "reduced", "--hide", "/usr", NULL}, &to, &from);
  CHECK(wait_box(pid) == 120);
  close(to);
  close(from);
}

static void slots(void) {
  int to, from;
  char slot[12];
  struct host first = new_box(NULL);
  snprintf(slot, sizeof slot, "%u", last_slot);
  pid_t pid = spawn_box((const char *[]){"serve", "--isolation", "reduced", "--slot", slot, NULL}, &to, &from);
  CHECK(wait_box(pid) == 120, "the same slot twice");
  close(to);
  close(from);
  CHECK(end_box(&first) == 0);
}

void isolation_tests(void) {
  host = new_box(NULL);
  test("forbids sockets, namespaces, other processes' limits and hidden memory", forbidden_calls);
  test("kills programs that use another numbering of system calls", foreign_numbers);
  test("seals the input", sealed_input);
  test("gives no descriptor but 0, 1 and 2", no_descriptors);
  test("gives no shared anonymous memory", no_shared_memory);
  test("survives all signals a program can send", signals);
  test("gives the environment that was sent over its defaults, and nothing of its own", environment);
  test("shows nothing of the host but the toolchains", closed_files);
  test("shows how large the host's huge pages are", size_of_huge_pages);
  if (mode.full) test("mounts everything else read-only, on old kernels too", read_only);
  test("lets a run write in its own folders and nowhere else", writes_only_its_own);
  test("shows further directories, and refuses missing ones", further_directories);
  test("hides directories below what it shows, and nothing beside them", hidden_directories);
  test("refuses to hide what every program needs", needed_directories);
  if (!mode.full && !mode.other_user && geteuid() == 0) test("never shares the uid of a slot", slots);
  CHECK(end_box(&host) == 0);
}
