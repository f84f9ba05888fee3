import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * google-java-format over every Java file below the named folders: {@code check} names the files
 * that differ and fails, {@code replace} rewrites them. The formatter itself takes only files, and
 * Maven starts this with the toolchain's JVM, since one older than the language level cannot parse
 * it.
 */
final class Format {
  public static void main(String... args) throws Exception {
    boolean check =
        switch (args[0]) {
          case "check" -> true;
          case "replace" -> false;
          default -> throw new IllegalArgumentException("check or replace, not " + args[0]);
        };
    List<String> command = new ArrayList<>();
    command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    for (String folder : List.of(args).subList(1, args.length)) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !generated(file))
            .map(Path::toString)
            .sorted()
            .forEach(command::add);
      }
    }
    StringWriter differing = new StringWriter();
    PrintWriter err = new PrintWriter(System.err, true);
    int status =
        new Main(new PrintWriter(differing), err, System.in).format(command.toArray(String[]::new));
    if (status != 0 && check) {
      err.print(differing);
      err.println("These are not formatted. To format them: ./mvnw -q -N validate -Pformat");
    }
    System.exit(status);
  }

  private static boolean generated(Path file) {
    return StreamSupport.stream(file.spliterator(), false).anyMatch(Path.of("target")::equals);
  }
}
