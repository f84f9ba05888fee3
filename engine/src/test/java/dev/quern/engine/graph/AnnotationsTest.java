package dev.quern.engine.graph;

import static dev.quern.engine.graph.Annotations.annotate;
import static dev.quern.engine.graph.Annotations.priority;
import static dev.quern.engine.graph.Annotations.resource;
import static dev.quern.engine.graph.TestGraphs.key;
import static dev.quern.engine.graph.TestGraphs.names;
import static dev.quern.engine.graph.TestGraphs.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quern.engine.PlanException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

  @Test
  void scopesAddUp() {
    annotate(
        priority(3).and(resource("gpu", 1)),
        () -> {
          annotate(
              resource("db", 2),
              () -> {
                assertThat(Annotations.current().priority()).isEqualTo(3);
                assertThat(Annotations.current().resources()).isEqualTo(Map.of("gpu", 1, "db", 2));
              });
          assertThat(annotate(priority(-1).and(resource("gpu", 4)), Annotations::current))
              .isEqualTo(priority(-1).and(resource("gpu", 4)));
        });
    assertThat(Annotations.current()).isEqualTo(Annotations.NONE);
  }

  @Test
  void nothingOfAResourceIsRefused() {
    assertThatExceptionOfType(PlanException.class)
        .isThrownBy(() -> resource("gpu", 0))
        .withMessageContaining("at least 1 of the resource 'gpu', not 0");
  }

  @Test
  void tasksAreAnnotatedWithWhatIsCurrentWhenTheirBuilderIsMade() {
    TaskGraph plain = parse("a b=a");
    TaskGraph urgent = annotate(priority(7), () -> parse("c d=c"));

    TaskGraph both = TaskGraph.builder().addAll(plain).addAll(urgent).build();

    assertThat(plain.isAnnotated()).isFalse();
    assertThat(both.annotations(both.indexOf(key("b")))).isEqualTo(Annotations.NONE);
    assertThat(both.annotations(both.indexOf(key("d")))).isEqualTo(priority(7));
  }

  @Test
  void aBuilderAnnotatesTasksByTheirOwn() {
    TaskGraph graph =
        TaskGraph.builder()
            .add(key("a"), TestGraphs.NEVER_RUN, Origin.of("a"))
            .annotated(resource("gpu", 2))
            .add(key("b"), TestGraphs.NEVER_RUN, Origin.of("b"))
            .annotated(Annotations.NONE)
            .add(key("c"), TestGraphs.NEVER_RUN, Origin.of("c"))
            .build();

    assertThat(graph.annotations(0)).isEqualTo(Annotations.NONE);
    assertThat(graph.annotations(1)).isEqualTo(resource("gpu", 2));
    assertThat(graph.annotations(2)).isEqualTo(Annotations.NONE);
  }

  /*
   *   a - b - [c] - d      c takes a resource, and should hold it no longer than it needs to
   */
  @Test
  void onlyTasksAnnotatedAlikeAreFused() {
    TaskGraph graph =
        TaskGraph.builder()
            .addAll(parse("a b=a"))
            .annotated(resource("gpu", 1))
            .add(key("c"), TestGraphs.NEVER_RUN, Origin.of("c"), key("b"))
            .annotated(Annotations.NONE)
            .add(key("d"), TestGraphs.NEVER_RUN, Origin.of("d"), key("c"))
            .build();

    TaskGraph fused = LazyChunks.sinks(graph).optimized().graph();

    assertThat(names(fused)).isEqualTo("b c d");
    assertThat(fused.annotations(1)).isEqualTo(resource("gpu", 1));
    assertThat(fused.annotations(2)).isEqualTo(Annotations.NONE);
  }

  /*
   *   a   b   c           e is urgent, and so are b and c; d comes when it may
   *    \ / \ /
   *     d   e
   */
  @Test
  void whatAnUrgentTaskReadsIsAsUrgent() {
    TaskGraph graph =
        TaskGraph.builder()
            .addAll(parse("a b c d=a,b"))
            .annotated(priority(1))
            .add(key("e"), TestGraphs.NEVER_RUN, Origin.of("e"), key("b"), key("c"))
            .build();

    assertThat(names(Order.arrange(LazyChunks.sinks(graph)).graph())).isEqualTo("b c e a d");
  }

  @Test
  void tasksWithoutEdgesGoByPriority() {
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int priority : new int[] {0, Integer.MIN_VALUE, 5, Integer.MAX_VALUE, -5}) {
      builder
          .annotated(priority(priority))
          .add(key("p" + priority), TestGraphs.NEVER_RUN, Origin.of("p"));
    }

    assertThat(names(Order.arrange(LazyChunks.sinks(builder.build())).graph()))
        .isEqualTo("p2147483647 p5 p0 p-5 p-2147483648");
  }

  @Test
  void randomPrioritiesLeaveInputsBeforeTheirReaders() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      TaskGraph shape = TestGraphs.random(random, 60, new TestChunk.Ledger());
      TaskGraphBuilder builder = TaskGraph.builder();
      for (Task task : shape.tasks()) {
        builder.annotated(priority(random.nextInt(-2, 3))).add(task);
      }
      LazyChunks chunks = LazyChunks.sinks(builder.build());
      LazyChunks arranged = chunks.optimized();
      TaskGraphTest.assertTopological(arranged.graph());
      for (int i = 0; i < chunks.size(); i++) {
        assertThat(arranged.graph().annotations(arranged.outputTask(i)))
            .as("seed %d round %d", seed, round)
            .isEqualTo(chunks.graph().annotations(chunks.outputTask(i)));
      }
    }
  }
}
