package dev.quern.scheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What people type in a shell runs in a process that has none of it, and comes to what the shell
 * itself comes to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellCodeTest {
  private JShell shell;

  @BeforeAll
  void openShell() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    shell =
        JShell.builder()
            .compilerOptions("-classpath", classPath)
            .remoteVMOptions("-classpath", classPath, "-XX:TieredStopAtLevel=1")
            .build();
    eval(
        """
        import dev.quern.scheduler.codec.Elsewhere;
        import java.util.*;
        import java.util.function.*;
        import java.util.stream.*;
        """);
  }

  @AfterAll
  void closeShell() {
    shell.close();
  }

  @Test
  void aLambdaTakesWhatItCaptured() {
    eval(
        "IntSupplier captures(int n) { return (IntSupplier & java.io.Serializable) () -> n * n; }");
    eval("var squares = captures(7);");
    assertThat(eval("Elsewhere.call(() -> squares.getAsInt())")).isEqualTo("49");
  }

  @Test
  void aMethodTakesTheMethodsThatItCalls() {
    eval("long twice(long x) { return 2 * x; }");
    eval("long sq(long x) { return twice(x) * x; }");
    assertThat(eval("Elsewhere.call(() -> sq(5))")).isEqualTo("50");
    eval("long twice(long x) { return 3 * x; }");
    assertThat(eval("Elsewhere.call(() -> sq(5))")).isEqualTo("75");
    eval("long sq(long x) { return 0; }");
    assertThat(eval("Elsewhere.call(() -> sq(5))")).isEqualTo("0");
  }

  @Test
  void aMethodMayCallItself() {
    eval("long fact(long n) { return n < 2 ? 1 : n * fact(n - 1); }");
    assertThat(eval("Elsewhere.call(() -> fact(10))")).isEqualTo("3628800");
  }

  @Test
  void aRecordGoesThereAndComesBackAsTheShellKnowsIt() {
    eval("record Point(int x, int y) { double length() { return Math.hypot(x, y); } }");
    assertThat(eval("Elsewhere.call(() -> new Point(3, 4).length())")).isEqualTo("5.0");
    eval("Point moved = Elsewhere.call(() -> new Point(8, 6));");
    assertThat(eval("moved.length()")).isEqualTo("10.0");
    assertThat(eval("Elsewhere.call(() -> moved.x() + moved.length())")).isEqualTo("18.0");
  }

  @Test
  void variablesAreAsTheyAreNow() {
    eval("int k = 100;");
    assertThat(eval("Elsewhere.call(() -> k + 1)")).isEqualTo("101");
    eval("k = 7;");
    assertThat(eval("Elsewhere.call(() -> k + 1)")).isEqualTo("8");
    eval("var words = new ArrayList<>(List.of(\"a\", \"b\"));");
    assertThat(eval("Elsewhere.call(() -> words.size())")).isEqualTo("2");
    eval("words.add(\"c\");");
    assertThat(eval("Elsewhere.call(() -> words.size())")).isEqualTo("3");
    eval("String k = \"text\";");
    assertThat(eval("Elsewhere.call(() -> k + 1)")).isEqualTo("\"text1\"");
  }

  @Test
  void aVariableThatCannotLeaveIsNamedWhereItIsRead() {
    eval("Thread worker = Thread.currentThread();");
    assertThat(error("Elsewhere.call(() -> worker.getName())"))
        .contains("variable 'worker' of java.lang.Thread")
        .contains("does not implement java.io.Serializable");
    eval("String nameOf() { return worker.getName(); }");
    assertThat(error("Elsewhere.call(() -> nameOf())")).contains("variable 'worker'", "nameOf");
    // What only the line itself reads stays where it is.
    assertThat(eval("worker.isAlive() ? Elsewhere.call(() -> 5) : 6")).isEqualTo("5");
  }

  @Test
  void genericLambdasInStreams() {
    eval(
        "<T, R> List<R> each(List<T> all, Function<T, R> f) { return all.stream().map(f).toList();"
            + " }");
    eval("int factor = 3;");
    assertThat(
            eval(
                "Elsewhere.call(() -> each(List.of(1, 2, 3), x -> x * factor).stream()"
                    + ".map(x -> \"<\" + x + \">\").collect(Collectors.joining()))"))
        .isEqualTo("\"<3><6><9>\"");
  }

  @Test
  void enumsInterfacesAndClasses() {
    eval(
        "enum Color { RED, GREEN { String show() { return \"g\"; } }; String show() { return"
            + " name(); } }");
    assertThat(eval("Elsewhere.call(() -> Color.valueOf(\"GREEN\").show() + Color.RED.show())"))
        .isEqualTo("\"gRED\"");
    assertThat(eval("Elsewhere.call(() -> Color.GREEN) == Color.GREEN")).isEqualTo("true");
    eval(
        "interface Named { String name(); default String greet() { return \"hello \" + name(); }"
            + " }");
    eval(
        "class Person implements Named { String first = \"Ada\"; public String name() { return"
            + " first; } }");
    assertThat(eval("Elsewhere.call(() -> new Person().greet())")).isEqualTo("\"hello Ada\"");
    eval(
        "sealed interface Shape { record Square(int a) implements Shape {} record Dot() implements"
            + " Shape {} }");
    eval(
        "int area(Shape s) { return switch (s) { case Shape.Square(int a) -> a * a; case Shape.Dot"
            + " d -> 0; }; }");
    assertThat(eval("Elsewhere.call(() -> area(new Shape.Square(4)))")).isEqualTo("16");
    eval("class Counter { static int count = 5; }");
    eval("Counter.count = 9;");
    assertThat(eval("Elsewhere.call(() -> Counter.count)")).isEqualTo("9");
  }

  @Test
  void aLambdaThatIsNoDataIsRefused() {
    eval("Supplier<Integer> plain = () -> 5;");
    assertThat(error("Elsewhere.call(() -> plain.get())")).contains("variable 'plain'");
  }

  /** The value of the last snippet. */
  private String eval(String source) {
    List<SnippetEvent> events = run(source);
    for (SnippetEvent event : events) {
      assertThat(event.exception()).as(() -> source + ": " + describe(event.exception())).isNull();
      assertThat(event.status())
          .as(() -> source + ": " + diagnostics(event.snippet()))
          .isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN, Snippet.Status.DROPPED);
    }
    return String.valueOf(events.getLast().value());
  }

  private String error(String source) {
    Exception thrown = run(source).getFirst().exception();
    assertThat(thrown).as(source).isNotNull();
    return String.valueOf(thrown.getMessage());
  }

  private List<SnippetEvent> run(String source) {
    List<SnippetEvent> events = new java.util.ArrayList<>();
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo first = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      events.addAll(
          shell.eval(first.source() == null ? rest : first.source()).stream()
              .filter(event -> event.causeSnippet() == null)
              .toList());
      rest = first.remaining();
    }
    return events;
  }

  private String diagnostics(Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .map(each -> each.getMessage(java.util.Locale.ROOT))
        .collect(Collectors.joining("; "));
  }

  private static String describe(Exception thrown) {
    return thrown == null
        ? ""
        : thrown.getMessage() + java.util.Arrays.toString(thrown.getStackTrace());
  }
}
