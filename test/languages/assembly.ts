import type { Samples } from './samples.js';

export default {
  hello: `global main
extern puts
section .data
text: db "Hello, world!", 0
section .text
main:
  push rbx
  mov rdi, text
  call puts
  pop rbx
  xor eax, eax
  ret
`,
  sum: `extern scanf, printf
global main
section .data
in: db "%ld", 0
out: db "%ld", 10, 0
section .bss
x: resq 1
section .text
main:
  push rbx
  xor ebx, ebx
next:
  mov rdi, in
  mov rsi, x
  xor eax, eax
  call scanf
  cmp eax, 1
  jne done
  add rbx, [x]
  jmp next
done:
  mov rdi, out
  mov rsi, rbx
  xor eax, eax
  call printf
  xor eax, eax
  pop rbx
  ret
`,
  broken: `global main
main:
  nonsense rax, rbx, rcx
`,
  endless: `global main
section .text
main:
  jmp main
`,
} satisfies Samples;
