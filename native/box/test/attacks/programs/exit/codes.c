// attack: exit codes that the box uses for itself, or that say success
// variant: run processes
// case: args=1 expect=runtime_error exit=1
// case: args=2 expect=runtime_error exit=2
// case: args=119 expect=runtime_error exit=119
// case: args=120 expect=runtime_error exit=120
// case: args=121 expect=runtime_error exit=121
// case: args=122 expect=runtime_error exit=122
// case: args=124 expect=runtime_error exit=124
// case: args=126 expect=runtime_error exit=126
// case: args=127 expect=runtime_error exit=127
// case: args=128 expect=runtime_error exit=128
// case: args=137 expect=runtime_error exit=137
// case: args=152 expect=runtime_error exit=152
// case: args=255 expect=runtime_error exit=255
// case: args=256 expect=ok exit=0
// case: args=-1 expect=runtime_error exit=255
// stdout: any
#include "../attack.h"

int main(int count, char **arguments) {
    (void)count;
    _exit(atoi(arguments[1]));
}
