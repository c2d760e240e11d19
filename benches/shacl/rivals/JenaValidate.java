import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.ValidationReport;
import org.apache.jena.shacl.validation.ReportEntry;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.path.P_Link;

/** Apache Jena's SHACL engine: MODE SHAPES DATA OUT, where MODE is `grouped` or `report`. */
final class JenaValidate {
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[3]);
        Phases phases = new Phases();
        Shapes shapes = Shapes.parse(read(arguments[1]));
        Graph data = read(arguments[2]);
        phases.end("parse");
        ValidationReport report = ShaclValidator.get().validate(shapes, data);
        phases.end("validate");
        if (arguments[0].equals("grouped")) {
            groups(report).write(target);
        } else {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20)) {
                RDFDataMgr.write(out, report.getGraph(), RDFFormat.NTRIPLES_UTF8);
            }
        }
        phases.end("report");
    }

    private static Graph read(String file) {
        Graph graph = GraphFactory.createDefaultGraph();
        RDFParser.source(file).checking(false).parse(graph);
        return graph;
    }

    private static Groups groups(ValidationReport report) {
        Groups groups = new Groups();
        for (ReportEntry entry : report.getEntries()) {
            groups.add(entry.severity().level(), entry.sourceConstraintComponent(), path(entry), entry.source());
        }
        return groups;
    }

    /** The path's node; a path that is no predicate is a blank node in a report, whichever. */
    private static Node path(ReportEntry entry) {
        if (entry.resultPath() == null) {
            return null;
        }
        return entry.resultPath() instanceof P_Link link ? link.getNode() : Node.ANY;
    }
}
