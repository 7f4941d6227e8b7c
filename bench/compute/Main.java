import java.util.*;

public class Main {
  static long sieve(int n) {
    boolean[] composite = new boolean[n + 1];
    long count = 0;
    for (int i = 2; i <= n; i++) {
      if (composite[i]) continue;
      count++;
      for (long k = (long) i * i; k <= n; k += i) composite[(int) k] = true;
    }
    return count;
  }

  static long paths(int n) {
    int[][] d = new int[n][n];
    for (int i = 0; i < n; i++)
      for (int k = 0; k < n; k++) d[i][k] = (i * 31 + k * 17) % 1000 + 1;
    for (int k = 0; k < n; k++)
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) d[i][j] = Math.min(d[i][j], d[i][k] + d[k][j]);
    long sum = 0;
    for (int[] row : d) for (int x : row) sum += x;
    return sum;
  }

  static long floats(int n) {
    double sum = 0;
    for (int i = 1; i <= n; i++) sum += Math.sqrt(i * 1.5) / (i + 1.0) + 1.0 / i;
    return (long) (sum * 1000);
  }

  static long words(int n) {
    Map<String, Integer> seen = new HashMap<>();
    for (long i = 0; i < n; i++) seen.merge("w" + i * i % 9973, 1, Integer::sum);
    long sum = 0;
    for (Map.Entry<String, Integer> each : seen.entrySet()) sum += (long) each.getKey().length() * each.getValue();
    return sum;
  }

  static long calls(int n) {
    return n < 2 ? n : calls(n - 1) + calls(n - 2);
  }

  public static void main(String[] args) {
    int n = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "sieve": System.out.println(sieve(n)); break;
      case "paths": System.out.println(paths(n)); break;
      case "floats": System.out.println(floats(n)); break;
      case "words": System.out.println(words(n)); break;
      default: System.out.println(calls(n));
    }
  }
}
