import type { Samples } from './samples.js';

export default {
  hello: `with Ada.Text_IO;
procedure Main is
begin
   Ada.Text_IO.Put_Line ("Hello, world!");
end Main;
`,
  sum: `with Ada.Text_IO; use Ada.Text_IO;
with Ada.Long_Long_Integer_Text_IO; use Ada.Long_Long_Integer_Text_IO;
procedure Main is
   S, X : Long_Long_Integer := 0;
begin
   while not End_Of_File loop
      Get (X);
      S := S + X;
   end loop;
   Put (S, Width => 0);
   New_Line;
end Main;
`,
  broken: `procedure Main is
begin
   Undeclared;
end Main;
`,
  endless: `procedure Main is
begin
   loop
      null;
   end loop;
end Main;
`,
} satisfies Samples;
