// attack: find the box's own environment: in environ, on the stack above it, in /proc
// variant: run processes
// expect: ok
#include "../attack.h"

// Split, so that the text is not in this program itself.
static const char *needle(void) {
    static char text[64];
    snprintf(text, sizeof text, "%s%s", "CPAST_ATTACK_", "HOST_SECRET");
    return text;
}

int main(int count, char **arguments) {
    (void)count;
    static const char *allowed[] = {"PATH", "HOME", "LANG", "TMPDIR"};
    for (char **entry = environ; entry && *entry; entry++) {
        int isKnown = strncmp(*entry, "ATTACK_", 7) == 0;
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
            size_t length = strlen(allowed[i]);
            if (strncmp(*entry, allowed[i], length) == 0 && (*entry)[length] == '=') isKnown = 1;
        }
        if (!isKnown) escaped("environment has %s", *entry);
    }
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    unsigned long from = 0, to = 0;
    while (maps && fgets(line, sizeof line, maps))
        if (strstr(line, "[stack]") && sscanf(line, "%lx-%lx", &from, &to) == 2) break;
    if (!from) { // no /proc: from the arguments to the end of their page
        from = (unsigned long)arguments;
        to = ((unsigned long)environ + 4095) & ~4095UL;
    }
    const char *secret = needle();
    size_t length = strlen(secret);
    for (const char *at = (const char *)from; at + length < (const char *)to; at++)
        // A copy made by snprintf's own buffers does not count: only what stands above the arguments.
        if (at > (const char *)arguments && memcmp(at, secret, length) == 0) escaped("the stack holds %s", at);
    int fd = open("/proc/1/environ", O_RDONLY);
    if (fd >= 0 && read(fd, line, sizeof line) > 0) escaped("read /proc/1/environ");
    return verdict();
}
