// attack: overload resolution that doubles with every nested lambda
// compiler: javac
// expect: ok | runtime_error | memory_limit | cpu_limit | wall_limit
import java.util.concurrent.Callable;
import java.util.function.Supplier;
class GenericBomb {
    static <T> T run(Callable<T> c) throws Exception { return c.call(); }
    static <T> T run(Supplier<T> s) { return s.get(); }
    static <T extends Comparable<T>> T run(Comparable<T> c) { return null; }
    public static void main(String[] a) throws Exception {
        run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> run(() -> 1))))))))))));
    }
}
