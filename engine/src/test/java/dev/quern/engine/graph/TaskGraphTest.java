package dev.quern.engine.graph;

import static dev.quern.engine.graph.TestGraphs.key;
import static dev.quern.engine.graph.TestGraphs.names;
import static dev.quern.engine.graph.TestGraphs.parse;
import static dev.quern.engine.graph.TestGraphs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskGraphTest {

  @Test
  void tasksReadOthersByTheNumbersTheyWereGiven() {
    Token token = Token.of("numbered");
    Operator operator = (_, inputs) -> inputs.getFirst().retain();
    Origin origin = Origin.of("numbered");
    TaskGraphBuilder builder = TaskGraph.builder();
    int first = builder.add(token, 0, operator, origin, new int[0], 0, 0);
    int second = builder.add(token, 1, operator, origin, new int[0], 0, 0);
    int third = builder.add(token, 2, operator, origin, new int[] {9, second, first, 9}, 1, 3);

    assertThat(builder.find(token, 1)).isEqualTo(second);
    assertThat(builder.find(token, 3)).isEqualTo(-1);
    assertThatThrownBy(() -> builder.add(token, 3, operator, origin, new int[] {3}, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(third).isEqualTo(2);
  }

  @Test
  void tasksKnowInputsAndSuccessors() {
    TaskGraph graph = parse("a b c d=a,b e=b,c,b f=d,e");

    assertThat(graph.size()).isEqualTo(6);
    assertThat(graph.task(4).inputs()).containsExactly(key("b"), key("c"), key("b"));
    assertThat(graph.successorCount(1)).isEqualTo(3);
    assertThat(graph.successor(1, 0)).isEqualTo(3);
    assertThat(graph.successor(1, 1)).isEqualTo(4);
    assertThat(graph.successor(1, 2)).isEqualTo(4);
    assertThat(graph.indexOf(key("f"))).isEqualTo(5);
    assertThat(graph.indexOf(key("g"))).isEqualTo(-1);
    assertThat(graph.sinks()).containsExactly(5);
  }

  @Test
  void tasksMayBeAddedBeforeTheirInputs() {
    TaskGraph graph = parse("f=d,e e=c,b d=b,a c b a");

    assertTopological(graph);
    assertThat(names(graph)).isEqualTo("b a d c e f");
    assertThat(graph.task(graph.indexOf(key("f"))).inputs()).containsExactly(key("d"), key("e"));
  }

  @Test
  void missingInputIsNamed() {
    assertThatThrownBy(() -> parse("a b=a,x"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("task " + key("b"))
        .hasMessageContaining("reads " + key("x"));
  }

  @Test
  void duplicateKeyIsNamed() {
    assertThatThrownBy(() -> parse("a b=a a"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("two tasks have the key " + key("a"));
  }

  /* a <- b <- c <- d, and d feeds b */
  @Test
  void cycleIsShown() {
    assertThatThrownBy(() -> parse("a b=a,d c=b d=c e=d"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "%s reads %s reads %s reads %s".formatted(key("b"), key("d"), key("c"), key("b")));
    assertThatThrownBy(() -> parse("a b=b"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("%s reads %s".formatted(key("b"), key("b")));
  }

  @Test
  void whatTwoGraphsShareIsThereOnce() {
    TaskGraph graph =
        TaskGraph.builder().addAll(parse("a b c=a,b")).addAll(parse("b d=b e=d,b")).build();

    assertThat(text(graph)).isEqualTo("a b c=a,b d=b e=d,b");
  }

  @Test
  void aBuilderBuildsOnce() {
    TaskGraphBuilder builder = TaskGraph.builder();
    TaskGraph empty = builder.build();

    assertThat(empty.size()).isZero();
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void originsAreShared() {
    Origin scan = Origin.of("scan");
    Token token = Token.of("scan");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < 100; i++) {
      builder.add(token.at(i), TestGraphs.NEVER_RUN, i % 3 == 0 ? Origin.of("scan") : scan);
    }

    assertThat(builder.build().origins()).containsExactly(scan);
  }

  @Test
  void anUnknownOutputIsNamed() {
    assertThatThrownBy(() -> LazyChunks.of(parse("a"), List.of(key("z"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(key("z").toString());
  }

  @Test
  void shuffledTasksMakeTheSameGraph() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TaskGraph graph = TestGraphs.random(random, 500, new TestChunk.Ledger());
    List<Task> shuffled = new ArrayList<>(graph.tasks());
    Collections.shuffle(shuffled, random);
    TaskGraphBuilder builder = TaskGraph.builder();
    shuffled.forEach(builder::add);
    TaskGraph rebuilt = builder.build();

    assertTopological(rebuilt);
    for (Task task : graph.tasks()) {
      assertThat(rebuilt.task(rebuilt.indexOf(task.key()))).as("seed %d", seed).isEqualTo(task);
    }
  }

  @Test
  void aMillionTasksAndADeepChainAreBuilt() {
    Token wide = Token.of("wide");
    Token deep = Token.of("deep");
    Origin origin = Origin.of("test");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < 1_000_000; i++) {
      builder.add(wide.at(i), TestGraphs.NEVER_RUN, origin);
    }
    for (int i = 0; i < 100_000; i++) {
      builder.add(deep.at(i), TestGraphs.NEVER_RUN, origin, i == 0 ? wide.at(0) : deep.at(i - 1));
    }
    TaskGraph graph = builder.build();

    assertThat(graph.size()).isEqualTo(1_100_000);
    assertThat(graph.input(graph.indexOf(deep.at(99_999)), 0))
        .isEqualTo(graph.indexOf(deep.at(99_998)));
  }

  static void assertTopological(TaskGraph graph) {
    for (int task = 0; task < graph.size(); task++) {
      for (int i = 0; i < graph.inputCount(task); i++) {
        assertThat(graph.input(task, i)).isLessThan(task);
      }
    }
  }
}
