/** Prints how long each phase took, in seconds. */
final class Phases {
    private long started = System.nanoTime();

    void end(String name) {
        long now = System.nanoTime();
        System.out.printf(java.util.Locale.ROOT, "%s %.3f%n", name, (now - started) / 1e9);
        started = now;
    }
}
