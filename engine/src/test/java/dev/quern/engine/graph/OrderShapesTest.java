package dev.quern.engine.graph;

import static dev.quern.engine.graph.TestGraphs.mostAlive;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many results are alive at the worst moment when graphs of usual shapes are run one task after
 * the other, in the static order. Outputs are taken away at once.
 *
 * <p>The bounds are what the order reaches, not what it might: one that gets worse fails here, one
 * that gets better tightens its bound.
 */
class OrderShapesTest {

  static Stream<Case> shapes() {
    return Stream.of(
        new Case("a tree of 256, two by two", tree(2), 10, 257),
        new Case("a tree of 512, eight by eight", treeOf512(), 23, 513),
        new Case("a reduction of chains of uneven length", unevenTree(), 8, 65),
        new Case("each chunk with its two neighbours, summed", overlap(), 19, 202),
        new Case("each block with its eight neighbours, summed", overlapOfBlocks(), 126, 274),
        new Case("neighbours in pairs", zigzag(), 3, 301),
        new Case("a matrix and its transpose, added and summed", transpose(), 35, 181),
        new Case("sums of u*u, v*v and u*v", products(), 27, 151),
        new Case("differences of neighbours of two arrays, multiplied", curl(), 14, 83),
        new Case("four columns of each file, each summed over all", columns(), 50, 81),
        new Case("anomalies of groups", anomalies(), 16, 81),
        new Case("less its mean, summed", centred(), 75, 129),
        new Case("all to all, then summed", exchange(true), 38, 47),
        new Case("all to all", exchange(false), 33, 33),
        new Case("rechunked by thirds, summed", thirds(), 17, 144),
        new Case("one small table joined to all", broadcast(), 18, 130),
        new Case("a product of matrices of 8 x 8 blocks", product(), 121, 137),
        new Case("ten graphs in one", components(), 8, 176),
        new Case("a chain with an input at each step", chainWithInputs(), 3, 3),
        new Case("running sums", runningSums(), 4, 200),
        new Case("chunks that are stored", stored(), 2, 201));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void keepsFewResultsAlive(Case shape) {
    TaskGraph graph = shape.graph.build();

    int alive = mostAlive(Order.arrange(LazyChunks.sinks(graph)).graph(), false);

    assertThat(alive).isLessThanOrEqualTo(shape.bound);
    assertThat(mostAlive(graph, false)).as("as it was written").isEqualTo(shape.asWritten);
  }

  private static GraphShape tree(int by) {
    return new GraphShape().many("x", 256).reduce("t", all("x", 256), by);
  }

  private static GraphShape treeOf512() {
    return new GraphShape().many("x", 512).reduce("t", all("x", 512), 8);
  }

  /* x - c - c ... : the i-th leaf has i % 7 more steps, each with an input of its own. */
  private static GraphShape unevenTree() {
    GraphShape shape = new GraphShape();
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String end = shape.task("x" + i);
      for (int step = 0; step < i % 7; step++) {
        String input = shape.task("s%d_%d".formatted(i, step));
        end = shape.task("c%d_%d".formatted(i, step), end, input);
      }
      ends.add(end);
    }
    return shape.reduce("t", ends, 2);
  }

  private static GraphShape overlap() {
    int count = 200;
    GraphShape shape = new GraphShape().many("x", count);
    for (int i = 0; i < count; i++) {
      shape.task("o" + i, range("x", Math.max(0, i - 1), Math.min(count, i + 2)));
    }
    return shape.each("m", count, "o").reduce("t", all("m", count), 4);
  }

  private static GraphShape overlapOfBlocks() {
    int side = 16;
    GraphShape shape = new GraphShape().many("x", side * side);
    for (int i = 0; i < side * side; i++) {
      int row = i / side;
      int column = i % side;
      List<String> around = new ArrayList<>();
      for (int r = Math.max(0, row - 1); r < Math.min(side, row + 2); r++) {
        for (int c = Math.max(0, column - 1); c < Math.min(side, column + 2); c++) {
          around.add("x" + (r * side + c));
        }
      }
      shape.task("o" + i, around);
    }
    return shape.reduce("t", all("o", side * side), 8);
  }

  private static GraphShape zigzag() {
    GraphShape shape = new GraphShape().many("x", 300);
    for (int i = 0; i < 299; i++) {
      shape.task("z" + i, "x" + i, "x" + (i + 1));
    }
    return shape;
  }

  private static GraphShape transpose() {
    int side = 12;
    GraphShape shape = new GraphShape().many("x", side * side);
    for (int i = 0; i < side * side; i++) {
      shape.task("a" + i, "x" + i, "x" + (i % side * side + i / side));
    }
    return shape.reduce("t", all("a", side * side), 4);
  }

  private static GraphShape products() {
    int count = 50;
    GraphShape shape = new GraphShape();
    for (int i = 0; i < count; i++) {
      shape.task("u" + i);
      shape.task("v" + i);
    }
    shape.each("uu", count, "u").reduce("tuu", all("uu", count), 4);
    shape.each("vv", count, "v").reduce("tvv", all("vv", count), 4);
    return shape.each("uv", count, "u", "v").reduce("tuv", all("uv", count), 4);
  }

  private static GraphShape curl() {
    int count = 40;
    GraphShape shape = new GraphShape().many("u", count).many("v", count);
    for (int i = 0; i < count; i++) {
      int next = (i + 1) % count;
      shape.task("du" + i, "u" + i, "u" + next);
      shape.task("dv" + i, "v" + i, "v" + next);
      shape.task("w" + i, "du" + i, "dv" + i);
      shape.task("m" + i, "w" + i);
    }
    return shape.reduce("t", all("m", count), 4);
  }

  private static GraphShape columns() {
    int files = 40;
    GraphShape shape = new GraphShape().many("file", files);
    for (int c = 0; c < 4; c++) {
      for (int i = 0; i < files; i++) {
        shape.task("pick%d_%d".formatted(c, i), "file" + i);
        shape.task("sum%d_%d".formatted(c, i), "pick%d_%d".formatted(c, i));
      }
      shape.reduce("t%d_".formatted(c), all("sum%d_".formatted(c), files), 4);
    }
    return shape;
  }

  private static GraphShape anomalies() {
    int years = 12;
    int months = 6;
    GraphShape shape = new GraphShape();
    for (int year = 0; year < years; year++) {
      for (int month = 0; month < months; month++) {
        shape.task("x%d_%d".formatted(month, year));
      }
    }
    for (int month = 0; month < months; month++) {
      String name = "m%d_".formatted(month);
      shape.reduce(name, all("x%d_".formatted(month), years), 4);
    }
    for (int month = 0; month < months; month++) {
      for (int year = 0; year < years; year++) {
        String anomaly = "a%d_%d".formatted(month, year);
        shape.task(anomaly, "x%d_%d".formatted(month, year), "m%d_1_0".formatted(month));
        shape.task("out%d_%d".formatted(month, year), anomaly);
      }
    }
    return shape;
  }

  private static GraphShape centred() {
    int count = 64;
    GraphShape shape = new GraphShape().many("x", count).each("s", count, "x");
    shape.reduce("mean", all("s", count), 4);
    for (int i = 0; i < count; i++) {
      shape.task("d" + i, "x" + i, "mean2_0");
      shape.task("q" + i, "d" + i);
    }
    return shape.reduce("t", all("q", count), 4);
  }

  private static GraphShape exchange(boolean summed) {
    int count = 16;
    GraphShape shape = new GraphShape();
    for (int i = 0; i < count; i++) {
      shape.task("split" + i, shape.task("in" + i));
    }
    for (int to = 0; to < count; to++) {
      for (int from = 0; from < count; from++) {
        shape.task("piece%d_%d".formatted(to, from), "split" + from);
      }
      shape.task("joined" + to, all("piece%d_".formatted(to), count));
      shape.task("out" + to, "joined" + to);
    }
    return summed ? shape.reduce("t", all("out", count), 4) : shape;
  }

  private static GraphShape thirds() {
    int count = 48;
    GraphShape shape = new GraphShape().many("x", count);
    for (int i = 0; i < count; i++) {
      for (int third = 0; third < 3; third++) {
        shape.task("g%d_%d".formatted(i, third), "x" + i);
      }
    }
    for (int i = 0; i < count; i++) {
      List<String> pieces = new ArrayList<>();
      for (int from = Math.max(0, i - 1); from < Math.min(count, i + 2); from++) {
        pieces.add("g%d_%d".formatted(from, i + 1 - from));
      }
      shape.task("c" + i, pieces);
    }
    return shape.reduce("t", all("c", count), 4);
  }

  private static GraphShape broadcast() {
    int count = 128;
    GraphShape shape = new GraphShape();
    shape.task("table", shape.task("small"));
    for (int i = 0; i < count; i++) {
      shape.task("f" + i, shape.task("x" + i));
      shape.task("p" + i, shape.task("j" + i, "f" + i, "table"));
    }
    return shape.reduce("t", all("p", count), 8);
  }

  private static GraphShape product() {
    int side = 8;
    GraphShape shape = new GraphShape().many("a", side * side).many("b", side * side);
    for (int i = 0; i < side; i++) {
      for (int j = 0; j < side; j++) {
        List<String> terms = new ArrayList<>();
        for (int k = 0; k < side; k++) {
          String term = "m%d_%d_%d".formatted(i, j, k);
          terms.add(shape.task(term, "a" + (i * side + k), "b" + (k * side + j)));
        }
        shape.task("s%d_%d".formatted(i, j), terms);
      }
    }
    return shape;
  }

  private static GraphShape components() {
    GraphShape shape = new GraphShape();
    for (int c = 0; c < 10; c++) {
      shape.many("x%d_".formatted(c), 4 + 3 * c);
    }
    for (int c = 0; c < 10; c++) {
      shape.reduce("t%d_".formatted(c), all("x%d_".formatted(c), 4 + 3 * c), 3);
    }
    return shape;
  }

  private static GraphShape chainWithInputs() {
    GraphShape shape = new GraphShape();
    String end = shape.task("c0");
    for (int i = 1; i < 100; i++) {
      String input = shape.task("s" + i);
      end = shape.task("c" + i, end, input);
    }
    return shape;
  }

  private static GraphShape runningSums() {
    int count = 100;
    GraphShape shape = new GraphShape().many("x", count);
    for (int i = 0; i < count; i++) {
      shape.task("last" + i, shape.task("local" + i, "x" + i));
    }
    shape.task("before1", "last0");
    for (int i = 2; i < count; i++) {
      shape.task("before" + i, "before" + (i - 1), "last" + (i - 1));
    }
    shape.task("r0", "local0");
    for (int i = 1; i < count; i++) {
      shape.task("r" + i, "local" + i, "before" + i);
    }
    return shape;
  }

  /* As an array is stored: the outputs are empty, and nothing gathers them. */
  private static GraphShape stored() {
    return new GraphShape().many("x", 200).each("y", 200, "x").each("done", 200, "y");
  }

  private static List<String> all(String prefix, int count) {
    return range(prefix, 0, count);
  }

  private static List<String> range(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> prefix + i).toList();
  }

  record Case(String name, GraphShape graph, int bound, int asWritten) {
    @Override
    public String toString() {
      return name;
    }
  }
}
