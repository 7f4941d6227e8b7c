// attack: finally blocks inside each other, each of which javac writes down twice
// compiler: javac
// expect: cpu_limit
// limits: cpu=1000 wall=30000
class FinallyBomb {
    static int n;
    public static void main(String[] arguments) {
        try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally {
        try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally {
        try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally {
        try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally {
        try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally {
        try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally { try { n++; } finally {
        n++;
        } } } } }
        } } } } }
        } } } } }
        } } } } }
        } } } } }
        } } } } }
    }
}
