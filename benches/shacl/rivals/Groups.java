import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;

/** The results counted per severity, component, path and shape. */
final class Groups {
    private final Map<List<String>, Integer> counts = new HashMap<>();

    void add(Node severity, Node component, Node path, Node shape) {
        counts.merge(List.of(text(severity), text(component), text(path), text(shape)), 1, Integer::sum);
    }

    /** Writes one line per group: the number and the four terms, apart by tabs. */
    void write(Path target) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(target, StandardCharsets.UTF_8))) {
            counts.forEach((terms, number) -> out.println(number + "\t" + String.join("\t", terms)));
        }
    }

    private static String text(Node node) {
        if (node == null) {
            return "";
        }
        return node.isURI() ? "<" + node.getURI() + ">" : "_:b";
    }
}
