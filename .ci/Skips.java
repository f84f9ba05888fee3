import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The total of all Surefire reports below the working directory; fails when a test was skipped for
 * a reason that does not begin like a line of the file named by the only argument.
 */
final class Skips {
  public static void main(String... args) throws Exception {
    List<String> explained =
        Files.readAllLines(Path.of(args[0])).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    int run = 0;
    int failed = 0;
    int skipped = 0;
    int unexplained = 0;
    for (Path report : reports()) {
      NodeList tests = parser.parse(report.toFile()).getElementsByTagName("testcase");
      run += tests.getLength();
      for (int i = 0; i < tests.getLength(); i++) {
        Element test = (Element) tests.item(i);
        if (test.getElementsByTagName("failure").getLength() > 0
            || test.getElementsByTagName("error").getLength() > 0) {
          failed++;
        }
        if (test.getElementsByTagName("skipped").item(0) instanceof Element skip) {
          skipped++;
          String reason = reason(skip);
          if (explained.stream().noneMatch(reason::startsWith)) {
            unexplained++;
            System.out.printf(
                "skipped without explanation: %s.%s: %s%n",
                test.getAttribute("classname"), test.getAttribute("name"), reason);
          }
        }
      }
    }
    System.out.printf(
        "total: %d passed, %d failed, %d skipped%n", run - failed - skipped, failed, skipped);
    if (run == 0) {
      System.out.println("No test ran.");
    }
    System.exit(run == 0 || failed > 0 || unexplained > 0 ? 1 : 0);
  }

  /**
   * Surefire writes a disabled test's reason as an attribute, a failed assumption as a stack trace.
   */
  private static String reason(Element skip) {
    return skip.hasAttribute("message")
        ? skip.getAttribute("message")
        : skip.getTextContent().lines().findFirst().orElse("").replaceFirst("^.*?failed: ", "");
  }

  private static List<Path> reports() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("").toAbsolutePath())) {
      return files
          .filter(file -> file.getParent().endsWith("target/surefire-reports"))
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }
}
