/* The program under test, one word for each way to behave. Static, so that it needs nothing from the host. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long amount;
static const char *file_name;

static int echo(void) {
  char buffer[65536];
  for (ssize_t some; (some = read(0, buffer, sizeof buffer)) > 0;)
    if (write(1, buffer, (size_t)some) != some) return 1;
  return 0;
}

static int spin(void) {
  for (volatile unsigned long i = 0;; i++) {
  }
}

static int nap(void) {
  for (;;) pause();
}

static void eat(size_t bytes) {
  for (size_t done = 0; done < bytes; done += 1 << 20) {
    char *block = malloc(1 << 20);
    if (!block) {
      fputs("terminate called: std::bad_alloc\n", stderr);
      exit(1);
    }
    memset(block, 1, 1 << 20);
  }
}

static int eat_megabytes(void) {
  eat((size_t)amount << 20);
  return 0;
}

static void *eat_for_ever(void *unused) {
  eat(1ul << 40);
  return unused;
}

/* The memory of a process whose main thread has ended does not show in /proc/PID/status. */
static int eat_behind_a_dead_main_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, eat_for_ever, NULL)) return 1;
  pthread_exit(NULL);
}

static int eat_undumpable(void) {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  eat(1ul << 40);
  return 0;
}

/* Page tables, without a single page that counts as resident. */
static int eat_page_tables(void) {
  size_t size = 1ul << 44;
  volatile char *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (map == MAP_FAILED) return 1;
  for (size_t at = 0; at < size; at += 2u << 20) (void)map[at];
  return 0;
}

static int shared_anonymous(void) {
  return mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int flood(void) {
  static char buffer[65536];
  signal(SIGXFSZ, SIG_IGN);
  for (;;)
    if (write(amount == 2 ? 2 : 1, buffer, sizeof buffer) < 0) return 0;
}

static int print_bytes(void) {
  signal(SIGXFSZ, SIG_IGN);
  for (long i = 0; i < amount; i++) putchar('a' + (int)(i % 26));
  return 0;
}

static int recurse_by(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return recurse_by(depth + 1) + frame[0];
}
static int recurse(void) { return recurse_by(0); }

static int crash(void) {
  *(volatile int *)0 = 1;
  return 0;
}
static int kill_itself(void) { return raise(SIGKILL); }
static int exit_with(void) { return (int)amount; }
static int say_oom(void) {
  fputs("java.lang.OutOfMemoryError: Java heap space\n", stderr);
  return 1;
}
static int fork_errno(void) {
  pid_t pid = fork();
  if (!pid) _exit(0);
  return pid < 0 ? errno : 0;
}

static int leave_children(void) {
  for (long i = 0; i < amount; i++)
    if (!fork()) {
      setsid();
      nap();
    }
  return 0;
}

/* Children that their parent does not wait for vanish from rusage. */
static int hide_work(void) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    pid_t pid = fork();
    if (!pid) {
      clock_t until = clock() + CLOCKS_PER_SEC / 20;
      while (clock() < until) {
      }
      _exit(0);
    }
    while (waitpid(pid, NULL, 0) > 0) {
    }
  }
}

static int fork_bomb(void) {
  for (;;) fork();
}
static int stop(void) { return raise(SIGSTOP); }
static int make_file(void) {
  int fd = open("left-behind", O_CREAT | O_WRONLY, 0);
  return fd < 0 || write(fd, "x", 1) != 1 ? errno : 0;
}
static int list(void) {
  execlp("ls", "ls", "-A", file_name, (char *)NULL);
  return 99;
}

static int make_tree(void) {
  char name[40];
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "d%d", i % 17);
    mkdir(name, 0700);
    snprintf(name, sizeof name, "d%d/f%d", i % 17, i);
    close(open(name, O_CREAT | O_WRONLY, 0));
    if (i % 17 == 3) symlink("/etc/passwd", "d3/link"), mkfifo("d3/fifo", 0600);
  }
  for (int i = 0; i < 17; i++) {
    snprintf(name, sizeof name, "d%d", i);
    chmod(name, 0);
  }
  chmod(".", 0);
  chmod(getenv("TMPDIR"), 0);
  return 0;
}

static int dig(void) {
  for (long i = 0; i < amount; i++)
    if (mkdir("d", 0700) || chdir("d")) return errno;
  return chmod("..", 0);
}

static int fill_disk(void) {
  static char buffer[1 << 20];
  char name[20];
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "f%d", i);
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    for (int k = 0; k < 8; k++)
      if (fd < 0 || write(fd, buffer, sizeof buffer) != sizeof buffer) return errno == ENOSPC ? 28 : errno;
    close(fd);
  }
  return 0;
}

/* For COLLECT: what must come back, and what must not. */
static int make_output(void) {
  static char big[100000];
  memset(big, 'b', sizeof big);
  int fd = open("program", O_CREAT | O_WRONLY, 0755);
  if (write(fd, "\177ELF", 4) != 4) return 1;
  mkdir("sub", 0700);
  fd = open("sub/big", O_CREAT | O_WRONLY, 0600);
  if (write(fd, big, sizeof big) != (ssize_t)sizeof big) return 2;
  close(open("unreadable", O_CREAT | O_WRONLY, 0));
  if (symlink("/etc/passwd", "stolen") || symlink("/", "root") || mkdir("closed", 0)) return 3;
  close(open("empty", O_CREAT | O_WRONLY, 0644));
  mkfifo("fifo", 0600);
  return 0;
}

static int signal_everybody(void) {
  for (int number = 1; number < 65; number++) {
    kill(1, number);
    kill(getppid(), number);
  }
  return 0;
}

static int open_descriptors(void) {
  int open_ones = 0;
  for (int fd = 3; fd < 1024; fd++) open_ones += fcntl(fd, F_GETFD) >= 0;
  return open_ones;
}

static int seal(void) {
  if (write(0, "x", 1) >= 0 || ftruncate(0, 0) == 0 || ftruncate(0, 100) == 0) return 1;
  return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0) == MAP_FAILED ? 0 : 2;
}

static int forbidden(void) {
  struct rlimit limit = {1, 1};
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EACCES) return 1;
  if (unshare(CLONE_NEWUSER) == 0 || errno != ENOSYS) return 2;
  if (syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) != -1) return 3;
  if (syscall(SYS_prlimit64, 1, RLIMIT_CPU, &limit, NULL) == 0) return 4;
  if (memfd_create("x", 0) >= 0) return 5;
  int pipes[2];
  if (pipe(pipes) || fcntl(pipes[1], F_SETPIPE_SZ, 1 << 20) > 0) return 6;
  if (syscall(435 /* clone3 */, NULL, 0) == 0 || errno != ENOSYS) return 7;
  if (open("/proc/1/environ", O_RDONLY) >= 0 || open("/proc/1/mem", O_RDWR) >= 0) return 8;
  int pair[2], size = 1 << 20;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return 9;
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0) return 10;
  if (setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size) == 0) return 11;
  if (getrlimit(RLIMIT_CORE, &limit) || limit.rlim_cur > 1) return 12;
  limit.rlim_cur = limit.rlim_max = 0;
  if (setrlimit(RLIMIT_CORE, &limit) == 0 || syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL) == 0) return 13;
  limit.rlim_cur = limit.rlim_max = 32;
  if (setrlimit(RLIMIT_NOFILE, &limit)) return 14;
  if (fallocate(1, FALLOC_FL_KEEP_SIZE, 0, 4096) == 0) return 15;
  if (mmap(NULL, 2 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) != MAP_FAILED) return 16;
  return 0;
}

static int foreign_call(void) {
#ifdef __x86_64__
  if (amount == 1) syscall(0x40000000 | SYS_getpid);
  else __asm__ volatile("int $0x80" ::"a"(20) : "memory");
#else
  raise(SIGSYS);
#endif
  return 0;
}

static int show_environment(void) {
  for (char **entry = environ; *entry; entry++) puts(*entry);
  char directory[400];
  puts(getcwd(directory, sizeof directory) ? directory : "?");
  return 0;
}

static int wait_ms(void) {
  struct timespec time = {amount / 1000, amount % 1000 * 1000000};
  nanosleep(&time, NULL);
  return 0;
}

static void *add_one(void *number) {
  ++*(int *)number;
  return NULL;
}
static int threads(void) {
  int number = 0;
  for (int i = 0; i < 8; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, add_one, &number)) return errno;
    pthread_join(thread, NULL);
  }
  return number == 8 ? 0 : 1;
}

static int cat_link(void) {
  char buffer[100];
  int fd = open("linked.txt", O_RDONLY);
  ssize_t some = fd < 0 ? -1 : read(fd, buffer, sizeof buffer);
  return some < 0 || write(1, buffer, (size_t)some) != some ? errno : 0;
}

static int show_times(void) {
  struct stat status;
  if (stat(".", &status)) return errno;
  printf("%o %ld.%ld\n", status.st_mode, (long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  close(open("note", O_CREAT | O_WRONLY, 0600));
  return unlink("note");
}

/* Everything that a run did not make is mounted read-only, devices too: that is asked before whose it is. */
static int read_only_mounts(void) {
  static const char *const paths[] = {"/", "/usr", "/box", "/etc", "/dev", "/proc", "/dev/null", "/dev/urandom"};
  for (int i = 0; i < 8; i++)
    if (!utimensat(AT_FDCWD, paths[i], NULL, 0) || errno != EROFS) return i + 1;
  return 0;
}

/* Not malloc: glibc's takes from the heap what it cannot map. */
static int ask_for_megabytes(void) {
  return mmap(NULL, (size_t)amount << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 3 : 0;
}
static int grow_megabytes(void) {
  void *block = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mremap(block, 1 << 20, (size_t)amount << 20, MREMAP_MAYMOVE) == MAP_FAILED ? 3 : 0;
}

/* At the same time. */
static void *stay(void *unused) {
  usleep(200000);
  return unused;
}
static int many_threads(void) {
  for (long i = 0; i < amount; i++) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, stay, NULL);
    if (error) return error;
  }
  usleep(300000);
  return 0;
}

static int in_turn(void) {
  if (write(1, "a", 1) + write(2, "bb", 2) + write(1, "c", 1) + write(1, "d", 1) + write(2, "e", 1) != 6) return 1;
  return 0;
}

static int write_large(void) {
  int fd = open("large", O_CREAT | O_WRONLY, 0600);
  for (long i = 0; i < amount; i++)
    if (write(fd, "x", 1) != 1) return errno;
  return 0;
}
static int write_large_ignoring(void) {
  signal(SIGXFSZ, SIG_IGN);
  return write_large();
}

/* Says what is there, then does away with it and puts something else in its place. */
static int spoil(void) {
  struct stat status;
  char target[300] = "";
  if (readlink("program", target, sizeof target - 1) > 0) printf("link %s\n", strrchr(target, '/'));
  if (!stat("data/given", &status)) printf("given %ld %d %d\n", (long)status.st_size, status.st_uid == getuid(), (int)status.st_mode & 0777);
  if (!stat("own", &status)) printf("own %ld\n", (long)status.st_size);
  int fd = open("data/given", O_WRONLY | O_APPEND);
  if (fd >= 0 && write(fd, "more", 4) != 4) return 1;
  unlink("own");
  rename("program", "/tmp/moved");
  if (amount) symlink("/elsewhere/entirely", "program");
  return 0;
}

static int write_file(void) {
  int fd = open(file_name, O_CREAT | O_WRONLY, 0600);
  return fd < 0 || write(fd, "x", 1) != 1 ? errno : 0;
}
static int cat_file(void) {
  char buffer[100];
  int fd = open(file_name, O_RDONLY);
  ssize_t some = fd < 0 ? -1 : read(fd, buffer, sizeof buffer);
  return some < 0 || write(1, buffer, (size_t)some) != some ? errno : 0;
}

static const struct {
  const char *word;
  int (*behave)(void);
} BEHAVIOURS[] = {
    {"echo", echo}, {"spin", spin}, {"nap", nap}, {"eat", eat_megabytes}, {"eat-thread", eat_behind_a_dead_main_thread}, {"eat-undumpable", eat_undumpable},
    {"eat-tables", eat_page_tables}, {"shared", shared_anonymous}, {"flood", flood}, {"print", print_bytes}, {"recurse", recurse}, {"crash", crash}, {"kill-itself", kill_itself},
    {"exit", exit_with}, {"oom", say_oom}, {"fork", fork_errno}, {"leave", leave_children}, {"hide-work", hide_work}, {"bomb", fork_bomb}, {"stop", stop},
    {"make-file", make_file}, {"list", list}, {"make-tree", make_tree}, {"dig", dig}, {"fill-disk", fill_disk}, {"make-output", make_output},
    {"signal", signal_everybody}, {"descriptors", open_descriptors}, {"seal", seal}, {"forbidden", forbidden}, {"foreign", foreign_call},
    {"environment", show_environment}, {"wait", wait_ms}, {"threads", threads}, {"cat-link", cat_link}, {"times", show_times}, {"read-only", read_only_mounts}, {"cat", cat_file}, {"ask", ask_for_megabytes}, {"grow", grow_megabytes}, {"many-threads", many_threads}, {"in-turn", in_turn},
    {"large", write_large}, {"large-ignoring", write_large_ignoring}, {"spoil", spoil}, {"write", write_file}};

int main(int argc, char **argv) {
  file_name = argv[argc - 1];
  amount = argc > 2 ? atol(argv[argc - 1]) : 0;
  for (unsigned i = 0; argc > 1 && i < sizeof BEHAVIOURS / sizeof *BEHAVIOURS; i++)
    if (!strcmp(argv[1], BEHAVIOURS[i].word)) return BEHAVIOURS[i].behave();
  fprintf(stderr, "no such behaviour: %s\n", argc > 1 ? argv[1] : "");
  return 98;
}
