// The next job: echoes its input after it looked whether the last one left anything behind. Says `clean` and
// the input.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static int problems;
#define PROBLEM(...) (problems++, printf("NOT CLEAN: " __VA_ARGS__), printf("\n"))

static void empty(const char *path, const char *except) {
    DIR *list = opendir(path);
    if (!list) return;
    for (struct dirent *entry; (entry = readdir(list));)
        if (entry->d_name[0] != '.' || (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")))
            if (!except || strcmp(entry->d_name, except)) PROBLEM("%s has %s", path, entry->d_name);
    closedir(list);
}

int main(void) {
    const char *work = getenv("ATTACK_WORK"), *tmp = getenv("ATTACK_TMP");
    char here[4096], value[64], line[256];
    if (!getcwd(here, sizeof here) || strcmp(here, work)) PROBLEM("the current directory is %s", here);
    empty(".", 0);
    empty(tmp, 0);
    if (getxattr(work, "user.secret", value, sizeof value) >= 0) PROBLEM("an attribute on %s", work);
    static const char *gone[] = {"/var/tmp/secret", "/dev/shm/secret", "/run/secret", "/run/lock/secret", "/dev/mqueue/secret", "/secret", "/dev/secret", "/daemon-was-here"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (access(gone[i], F_OK) == 0) PROBLEM("%s is there", gone[i]);
    int fd = open("mine", O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (fd < 0 || write(fd, "x", 1) != 1) PROBLEM("cannot write a file: %s", strerror(errno));
    close(fd);
    struct stat status;
    if (stat("mine", &status) != 0 || (status.st_mode & 0777) != 0644) PROBLEM("umask");
    snprintf(line, sizeof line, "%s/mine", tmp);
    fd = open(line, O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (fd < 0) PROBLEM("cannot write in %s: %s", tmp, strerror(errno));
    close(fd);
    for (int number = 1; number <= 64; number++) {
        struct sigaction action;
        if (sigaction(number, 0, &action) == 0 && action.sa_handler == SIG_IGN) PROBLEM("signal %d is ignored", number);
    }
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, 0, &blocked);
    for (int number = 1; number <= 64; number++)
        if (sigismember(&blocked, number) == 1) PROBLEM("signal %d is blocked", number);
    if (getpriority(PRIO_PROCESS, 0) != 0) PROBLEM("nice %d", getpriority(PRIO_PROCESS, 0));
    if (sched_getscheduler(0) != SCHED_OTHER) PROBLEM("scheduling policy");
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 16) PROBLEM("open files %lu", (unsigned long)limit.rlim_cur);
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < 4096) PROBLEM("file size %lu", (unsigned long)limit.rlim_cur);
    // Other processes of ours: none but this one (and the box, which may have the same uid) answers.
    for (int pid = 2; pid < 4096 && getppid() == 1; pid++)
        if (pid != getpid() && kill(pid, 0) == 0) PROBLEM("process %d is alive", pid);
    if (problems == 0) printf("clean\n");
    fflush(stdout);
    for (ssize_t n; (n = read(0, line, sizeof line)) > 0;)
        if (write(1, line, (size_t)n) != n) return 1;
    return 0;
}
