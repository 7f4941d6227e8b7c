import type { Samples } from './samples.js';

export default {
  hello: `public class Main { public static void main(String[] args) { System.out.println("Hello, world!"); } }
`,
  sum: `import java.util.*;
public class Adder { public static void main(String[] a) { Scanner in = new Scanner(System.in); long s = 0; while (in.hasNextLong()) s += in.nextLong(); System.out.println(s); } }
`,
  broken: `public class Main { public static void main(String[] a) { undeclaredName(); } }
`,
  endless: `public class Main { public static void main(String[] a) { for (;;); } }
`,
} satisfies Samples;
