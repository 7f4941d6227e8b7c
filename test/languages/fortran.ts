import type { Samples } from './samples.js';

export default {
  hello: `program main
  print "(a)", "Hello, world!"
end program
`,
  sum: `program main
  character(1000) :: line
  integer(8) :: x(100)
  integer :: e, i, n
  read (*, "(a)") line
  do n = 1, 100
    read (line, *, iostat=e) (x(i), i = 1, n)
    if (e /= 0) exit
  end do
  print "(i0)", sum(x(1:n - 1))
end program
`,
  broken: `program main
  integer :: x = 
end program
`,
  endless: `program main
  integer :: i
  i = 0
  do
    i = i + 1
    if (i < 0) i = 0
  end do
end program
`,
} satisfies Samples;
