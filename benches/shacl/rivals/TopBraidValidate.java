import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.graph.GraphMemFactory;
import org.apache.jena.graph.Node;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFParser;
import org.topbraid.shacl.validation.ResourceValidationReport;
import org.topbraid.shacl.validation.ValidationEngineConfiguration;
import org.topbraid.shacl.validation.ValidationResult;
import org.topbraid.shacl.validation.ValidationUtil;

/** TopBraid's SHACL engine: MODE SHAPES DATA OUT, where MODE is `grouped` or `report`. */
final class TopBraidValidate {
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[3]);
        Phases phases = new Phases();
        Model shapes = read(arguments[1]);
        Model data = read(arguments[2]);
        phases.end("parse");
        ValidationEngineConfiguration plain = new ValidationEngineConfiguration().setValidateShapes(false);
        Resource report = ValidationUtil.validateModel(data, shapes, plain);
        phases.end("validate");
        if (arguments[0].equals("grouped")) {
            groups(report).write(target);
        } else {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20)) {
                RDFDataMgr.write(out, report.getModel(), RDFFormat.NTRIPLES_UTF8);
            }
        }
        phases.end("report");
    }

    private static Model read(String file) {
        Model model = ModelFactory.createModelForGraph(GraphMemFactory.createGraphMem2());
        RDFParser.source(file).checking(false).parse(model.getGraph());
        return model;
    }

    private static Groups groups(Resource report) {
        Groups groups = new Groups();
        for (ValidationResult result : new ResourceValidationReport(report).results()) {
            groups.add(
                node(result.getSeverity()),
                node(result.getSourceConstraintComponent()),
                node(result.getPath()),
                node(result.getSourceShape()));
        }
        return groups;
    }

    private static Node node(Resource resource) {
        return resource == null ? null : resource.asNode();
    }
}
