package dev.quern.engine.graph;

import static dev.quern.engine.graph.TestGraphs.mostAlive;
import static dev.quern.engine.graph.TestGraphs.names;
import static dev.quern.engine.graph.TestGraphs.parse;
import static dev.quern.engine.graph.TestGraphs.want;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderTest {

  /*
   *   a b   c d
   *   \ /   \ /
   *    e     f
   *     \   /
   *       g
   */
  @Test
  void aTreeGoesDepthFirst() {
    assertThat(order("a b c d e=a,b f=c,d g=e,f")).isEqualTo("a b e c d f g");
  }

  /*
   *   a   b c d
   *   |   \ | /
   *   |     e        e needs room for three results: before a is held, not after
   *    \   /
   *      f
   */
  @Test
  void theInputThatNeedsMostRoomComesFirst() {
    assertThat(order("a b c d e=b,c,d f=a,e")).isEqualTo("b c d e a f");
  }

  /*
   *   a - b - c          three chains: each to its end before the next
   *   d - e - f
   *   g - h - i
   */
  @Test
  void independentChainsRunOneByOne() {
    assertThat(order("a d g b=a e=d h=g c=b f=e i=h")).isEqualTo("a b c d e f g h i");
  }

  /*
   *   a - b              the long way starts first
   *   c - d - e - f
   */
  @Test
  void theCriticalPathStartsFirst() {
    assertThat(order("a b=a c d=c e=d f=e")).isEqualTo("c d e f a b");
  }

  /*
   *       x                   x is read by all, p q r by one each:
   *     / | \                 p and its result go before q is made
   *    /  |  \
   *   A p B q C r
   */
  @Test
  void aSharedInputDoesNotMakeItBreadthFirst() {
    assertThat(order("x p q r A=x,p B=x,q C=x,r")).isEqualTo("x p A q B r C");
  }

  /*
   *   x0    x1    x2
   *   |\    |\    |\          two results of each x, asked for in two passes:
   *   a0 b0 a1 b1 a2 b2       x0 is freed before x1 is made
   */
  @Test
  void whatIsAliveIsUsedUpFirst() {
    assertThat(order("x0 x1 x2 a0=x0 a1=x1 a2=x2 b0=x0 b1=x1 b2=x2"))
        .isEqualTo("x0 a0 b0 x1 a1 b1 x2 a2 b2");
  }

  /*
   *   x0 w0   x1 w1
   *   |\ /|   |\ /|           a and b both read x and w
   *   a0 b0   a1 b1
   */
  @Test
  void readersOfLivePairsComeBeforeNewPairs() {
    assertThat(order("x0 w0 x1 w1 a0=x0,w0 a1=x1,w1 b0=x0,w0 b1=x1,w1"))
        .isEqualTo("x0 w0 a0 b0 x1 w1 a1 b1");
  }

  /*
   *   x0   x1   x2            z = sum(x - mean(x)): once the mean m is there, each
   *   |\   |\   |\            difference is summed before the next one is made
   *   | s0 | s1 | s2
   *   |  \_|__\_|__\_ m
   *   d0   d1   d2            (d reads x and m)
   *   t0   t1   t2 --> z
   */
  @Test
  void afterABarrierItGoesDepthFirstAgain() {
    String order =
        order(
            "x0 x1 x2 s0=x0 s1=x1 s2=x2 m=s0,s1,s2 d0=x0,m d1=x1,m d2=x2,m "
                + "t0=d0 t1=d1 t2=d2 z=t0,t1,t2");

    assertThat(order).isEqualTo("x0 s0 x1 s1 x2 s2 m d0 t0 d1 t1 d2 t2 z");
  }

  @Test
  void anInputReadTwiceIsOneReader() {
    assertThat(order("a b=a,a c d=c,c e=b,d")).isEqualTo("a b c d e");
  }

  @Test
  void aTreeOfManyLeavesNeedsLogarithmicRoom() {
    TaskGraph graph = parse(tree(1 << 10));
    LazyChunks arranged = Order.arrange(LazyChunks.sinks(graph));

    assertThat(mostAlive(arranged.graph(), true)).isEqualTo(12);
    assertThat(mostAlive(graph, true)).isGreaterThan(1000);
  }

  @Test
  void whatIsInOrderIsTheSameObject() {
    LazyChunks chunks = want(parse("a b c=a,b"), "c");

    assertThat(Order.arrange(chunks)).isSameAs(chunks);
  }

  @Test
  void randomGraphsAreOrderedWhole() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    long before = 0;
    long after = 0;
    for (int round = 0; round < 300; round++) {
      TestChunk.Ledger ledger = new TestChunk.Ledger();
      LazyChunks chunks =
          LazyChunks.sinks(TestGraphs.random(random, 1 + random.nextInt(80), ledger));
      LazyChunks arranged = Order.arrange(chunks);
      TaskGraphTest.assertTopological(arranged.graph());
      assertThat(arranged.outputs())
          .as("seed %d round %d", seed, round)
          .isEqualTo(chunks.outputs());
      assertThat(TestGraphs.evaluate(arranged))
          .as("seed %d round %d", seed, round)
          .isEqualTo(TestGraphs.evaluate(chunks));
      before += mostAlive(chunks.graph(), true);
      after += mostAlive(arranged.graph(), true);
    }
    assertThat(after).as("results alive, seed %d", seed).isLessThan(before);
  }

  @Test
  void whatIsComputedForForestsIsWhatTheSearchFinds() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      TaskGraph forest = forest(random, 1 + random.nextInt(60));
      assertThat(ForestOrder.isForest(forest)).isTrue();
      assertThat(ForestOrder.of(forest))
          .as("seed %d round %d: %s", seed, round, TestGraphs.text(forest))
          .isEqualTo(Order.search(forest));
    }
    assertThat(ForestOrder.isForest(parse("a b=a c=a"))).isFalse();
    assertThat(ForestOrder.isForest(parse("a b=a,a"))).isFalse();
  }

  /* Each task reads some of those before it that nobody has read. */
  private static TaskGraph forest(Random random, int size) {
    StringBuilder text = new StringBuilder();
    List<String> unread = new ArrayList<>();
    for (int task = 0; task < size; task++) {
      String name = "t" + task;
      text.append(' ').append(name);
      int inputs = random.nextInt(1 + Math.min(4, unread.size()));
      for (int i = 0; i < inputs; i++) {
        text.append(i == 0 ? '=' : ',').append(unread.remove(random.nextInt(unread.size())));
      }
      unread.add(name);
    }
    return parse(text.toString());
  }

  @Test
  void aDeepChainAndAWideFanAreOrdered() {
    Token token = Token.of("t");
    TaskGraphBuilder builder = TaskGraph.builder();
    List<Key> fan = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      Key key = token.at(i);
      builder.add(
          key,
          TestGraphs.NEVER_RUN,
          Origin.of("t"),
          i == 0 ? new Key[0] : new Key[] {token.at(i - 1)});
      fan.add(key);
    }
    builder.add(Key.of("all"), TestGraphs.NEVER_RUN, Origin.of("all"), fan);

    int[] sequence = Order.of(builder.build());

    assertThat(sequence).hasSize(200_001).isSorted();
  }

  private static String order(String graph) {
    return names(Order.arrange(LazyChunks.sinks(parse(graph))).graph());
  }

  /* Level by level, as lowering writes trees. */
  private static String tree(int leaves) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < leaves; i++) {
      text.append("n0_").append(i).append(' ');
    }
    int level = 1;
    for (int width = leaves / 2; width > 0; width /= 2, level++) {
      for (int i = 0; i < width; i++) {
        int below = level - 1;
        text.append("n%d_%d=n%d_%d,n%d_%d ".formatted(level, i, below, 2 * i, below, 2 * i + 1));
      }
    }
    return text.toString();
  }
}
