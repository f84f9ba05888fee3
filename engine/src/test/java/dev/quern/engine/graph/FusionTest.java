package dev.quern.engine.graph;

import static dev.quern.engine.graph.TestGraphs.parse;
import static dev.quern.engine.graph.TestGraphs.text;
import static dev.quern.engine.graph.TestGraphs.want;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusionTest {

  /*
   *   a - b - c - d          d
   */
  @Test
  void aChainBecomesOneTask() {
    LazyChunks fused = fuse("a b=a c=b d=c", "d");

    assertThat(text(fused.graph())).isEqualTo("d");
    assertThat(fused.graph().origin(0).label()).isEqualTo("a > b > c > d");
    assertThat(steps(fused.graph(), 0)).isEqualTo(4);
  }

  /*
   *   a   b          a   b          what has two inputs may begin a run,
   *    \ /            \ /           what has two readers may end one
   *     c             >d
   *     |             / \
   *     d            e   g
   *    / \
   *   e   f
   *       |
   *       g
   */
  @Test
  void runsEndWhereBranchesMeetOrPart() {
    LazyChunks fused = fuse("a b c=a,b d=c e=d f=d g=f", "e g");

    assertThat(text(fused.graph())).isEqualTo("a b d=a,b e=d g=d");
    assertThat(fused.graph().origin(2).label()).isEqualTo("c > d");
  }

  /*
   *   a - b - c      and b is wanted: it stays a task of its own
   */
  @Test
  void anOutputIsNoStep() {
    LazyChunks fused = fuse("a b=a c=b", "b c");

    assertThat(text(fused.graph())).isEqualTo("b c=b");
  }

  /*
   *   a === b        b reads a twice
   */
  @Test
  void anInputReadTwiceIsNotFused() {
    assertThat(text(fuse("a b=a,a", "b").graph())).isEqualTo("a b=a,a");
  }

  @Test
  void nothingToFuseIsTheSameObject() {
    LazyChunks chunks = want(parse("a b c=a,b"), "c");

    assertThat(Fusion.fuse(chunks)).isSameAs(chunks);
  }

  @Test
  void fusingAgainJoinsSteps() {
    LazyChunks once = fuse("a b=a c=b d=c", "b d");
    LazyChunks twice = Fusion.fuse(LazyChunks.of(once.graph(), List.of(TestGraphs.key("d"))));

    assertThat(twice.graph().size()).isEqualTo(1);
    assertThat(steps(twice.graph(), 0)).isEqualTo(4);
  }

  @Test
  void partitionsOfOneRunShareAnOrigin() {
    Token scan = Token.of("scan");
    Token filter = Token.of("filter");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < 10; i++) {
      builder.add(scan.at(i), TestGraphs.NEVER_RUN, Origin.of("scan"));
      builder.add(filter.at(i), TestGraphs.NEVER_RUN, Origin.of("filter"), scan.at(i));
    }
    TaskGraph fused = Fusion.fuse(LazyChunks.sinks(builder.build())).graph();

    assertThat(fused.size()).isEqualTo(10);
    assertThat(fused.originIndex(0)).isEqualTo(fused.originIndex(9));
    assertThat(fused.key(3)).isEqualTo(filter.at(3));
  }

  @Test
  void randomGraphsKeepTheirSteps() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      TaskGraph graph = TestGraphs.random(random, 1 + random.nextInt(60), new TestChunk.Ledger());
      LazyChunks fused = Fusion.fuse(LazyChunks.sinks(graph));
      int steps = 0;
      for (int task = 0; task < fused.graph().size(); task++) {
        steps += steps(fused.graph(), task);
      }
      TaskGraphTest.assertTopological(fused.graph());
      assertThat(steps).as("seed %d round %d", seed, round).isEqualTo(graph.size());
    }
  }

  private static LazyChunks fuse(String graph, String wanted) {
    return Fusion.fuse(want(parse(graph), wanted));
  }

  private static int steps(TaskGraph graph, int task) {
    return graph.operator(task) instanceof FusedOperator fused ? fused.steps().size() : 1;
  }
}
