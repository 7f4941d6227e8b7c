// attack: reach the cloud metadata service, loopback, a name server, the docker socket, abstract sockets
// variant: run processes
// expect: ok
#include "../attack.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static void reach(const char *address, int port, int type) {
    struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, address, &target.sin_addr);
    int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    escaped("a socket towards %s:%d", address, port);
    if (connect(fd, (struct sockaddr *)&target, sizeof target) == 0 || errno == EINPROGRESS) escaped("connect %s:%d", address, port);
    if (type == SOCK_DGRAM && send(fd, "x", 1, 0) == 1) escaped("sent to %s:%d", address, port);
    close(fd);
}

static void reach_unix(const char *name, int length, int type) {
    struct sockaddr_un target = {.sun_family = AF_UNIX};
    memcpy(target.sun_path, name, (size_t)length);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length);
    int fd = socket(AF_UNIX, type, 0);
    if (fd < 0) return;
    if (connect(fd, (struct sockaddr *)&target, size) == 0) escaped("connected to unix socket %s", name[0] ? name : name + 1);
    close(fd);
}

int main(void) {
    reach("169.254.169.254", 80, SOCK_STREAM);
    reach("127.0.0.1", 22, SOCK_STREAM);
    reach("127.0.0.1", 5432, SOCK_STREAM);
    reach("127.0.0.1", 6379, SOCK_STREAM);
    reach("8.8.8.8", 53, SOCK_DGRAM);
    reach_unix("/var/run/docker.sock", 21, SOCK_STREAM);
    reach_unix("/run/docker.sock", 17, SOCK_STREAM);
    reach_unix("/run/dbus/system_bus_socket", 28, SOCK_STREAM);
    reach_unix("/dev/log", 9, SOCK_DGRAM);
    const char *witness = setting("ATTACK_WITNESS");
    char abstract[100] = {0};
    snprintf(abstract + 1, sizeof abstract - 1, "%s", witness);
    reach_unix(abstract, (int)strlen(witness) + 1, SOCK_DGRAM);
    REFUSED(open("/var/run/docker.sock", O_PATH));
    REFUSED(open("/run", O_RDONLY | O_DIRECTORY));
    return verdict();
}
