package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.fromChunks;
import static dev.quern.arrays.NDArrays.fromColumns;
import static dev.quern.arrays.Workers.doubles;
import static dev.quern.arrays.Workers.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Workers.class)
class FromChunksTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("n", DType.INT32),
          Field.of("x", DType.FLOAT64),
          Field.of("flag", DType.BOOL),
          Field.of("text", DType.UTF8),
          Field.of("tiny", DType.UINT8),
          Field.of("huge", DType.UINT64),
          Field.of("price", DType.decimal(9, 2)),
          Field.of("code", DType.INT64));

  /** Rows {@code first} on: every third x is null. */
  private record Rows(int first, int count) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      try (ColumnBuilder n = new ColumnBuilder(context.memory(), DType.INT32, count);
          ColumnBuilder x = new ColumnBuilder(context.memory(), DType.FLOAT64, count);
          ColumnBuilder flag = new ColumnBuilder(context.memory(), DType.BOOL, count);
          ColumnBuilder text = new ColumnBuilder(context.memory(), DType.UTF8, count);
          ColumnBuilder tiny = new ColumnBuilder(context.memory(), DType.UINT8, count);
          ColumnBuilder huge = new ColumnBuilder(context.memory(), DType.UINT64, count);
          ColumnBuilder price = new ColumnBuilder(context.memory(), DType.decimal(9, 2), count)) {
        for (int i = first; i < first + count; i++) {
          n.append((long) i);
          flag.append(i % 2 == 0);
          text.append("row " + i);
          tiny.append(127L + i);
          huge.append(Long.MAX_VALUE + i);
          price.append(BigDecimal.valueOf(125L * i, 2));
          if (i % 3 == 0) {
            x.appendNull();
          } else {
            x.append(i / 4.0);
          }
        }
        return Batch.of(
            SCHEMA,
            count,
            List.of(
                n.build(),
                x.build(),
                flag.build(),
                text.build(),
                tiny.build(),
                huge.build(),
                price.build(),
                codes(context)));
      }
    }

    /* Dictionary-encoded: 700 and 800 in turn. */
    private ColumnVector codes(TaskContext context) {
      try (ColumnBuilder values = new ColumnBuilder(context.memory(), DType.INT64, 2)) {
        values.append(700L).append(800L);
        NativeBuffer codes = context.memory().allocate(4L * count);
        for (int i = 0; i < count; i++) {
          codes.segment().setAtIndex(ValueLayout.JAVA_INT, i, (first + i) & 1);
        }
        return ColumnVector.dictionary(count, codes, null, values.build());
      }
    }
  }

  private static LazyChunks frame(int... rows) {
    TaskGraphBuilder graph = TaskGraph.builder();
    int first = 0;
    for (int count : rows) {
      Rows operator = new Rows(first, count);
      graph.add(Key.of("rows", operator), operator, Origin.of("rows"));
      first += count;
    }
    return LazyChunks.sinks(graph.build());
  }

  @Test
  void oneColumnIsAVector() {
    LazyChunks frame = frame(70, 5);
    NDArray n = fromColumns(frame, DType.INT64, new long[] {70, 5}, "n");
    assertThat(n.shape().lengths()).containsExactly(75);
    assertThat(longs(n.minus(arange(75)).abs().max())).containsExactly(0);
    assertThat(longs(fromColumns(frame, DType.BOOL, new long[] {70, 5}, "flag").count()))
        .containsExactly(38);
    assertThat(longs(fromColumns(frame, DType.INT16, new long[] {70, 5}, "code").slice("69:72")))
        .containsExactly(800, 700, 800);
  }

  @Test
  void unsignedIntegersAndDecimalsKeepTheirValues() {
    LazyChunks frame = frame(3);
    long[] rows = {3};
    assertThat(longs(fromColumns(frame, DType.INT16, rows, "tiny"))).containsExactly(127, 128, 129);
    assertThat(doubles(fromColumns(frame, DType.FLOAT64, rows, "huge", "price")))
        .containsExactly(0x1p63, 0, 0x1p63, 1.25, 0x1p63, 2.5);
    assertThatThrownBy(() -> fromColumns(frame, DType.INT8, rows, "tiny").compute())
        .hasMessageContaining("128 in column 'tiny' does not fit int8");
    assertThatThrownBy(() -> fromColumns(frame, DType.INT64, rows, "huge").compute())
        .hasMessageContaining("9223372036854775808 in column 'huge' does not fit int64");
    assertThatThrownBy(() -> fromColumns(frame, DType.UINT8, rows, "tiny"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("an array cannot hold uint8: ask for int16");
    assertThatThrownBy(() -> arange(3).cast(DType.UINT64))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("ask for float64");
  }

  @Test
  void severalColumnsAreAMatrixAndNullsAreNaN() {
    NDArray m = fromColumns(frame(4, 3), DType.FLOAT64, new long[] {4, 3}, "x", "n", "flag");
    double nan = Double.NaN;
    assertThat(doubles(m))
        .containsExactly(
            nan, 0, 1, 0.25, 1, 0, 0.5, 2, 1, nan, 3, 0, 1, 4, 1, 1.25, 5, 0, nan, 6, 1);
    assertThat(doubles(m.isNaN().count(0))).containsExactly(3, 0, 0);
  }

  @Test
  void whatDoesNotFitIsAnError() {
    LazyChunks frame = frame(4);
    assertThatThrownBy(() -> fromColumns(frame, DType.INT64, new long[] {4}, "x").compute())
        .hasMessageContaining("column 'x' has 2 nulls");
    assertThatThrownBy(() -> fromColumns(frame, DType.FLOAT64, new long[] {4}, "text").compute())
        .hasMessageContaining("column 'text' of utf8");
    assertThatThrownBy(() -> fromColumns(frame, DType.INT8, new long[] {4}, "code").compute())
        .hasMessageContaining("700 in column 'code' does not fit int8");
    assertThatThrownBy(() -> fromColumns(frame, DType.INT64, new long[] {5}, "n").compute())
        .hasMessageContaining("4 rows where 5 were announced");
    assertThatThrownBy(() -> fromColumns(frame, DType.INT64, new long[] {2, 2}, "n"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("1 chunks for the 2 blocks");
    assertThatThrownBy(() -> fromColumns(frame, DType.INT64, new long[] {4}, "y").compute())
        .hasMessageContaining("'y'");
  }

  @Test
  void blocksOfAnotherGraphAreTakenAsTheyAre() {
    NDArray x = NDArrays.random(4).normal(100, 3).chunk(30, 3).plus(1);
    NDArray same = fromChunks(x.lazyChunks(), DType.FLOAT64, x.grid());
    assertThat(doubles(same.sum(0))).isEqualTo(doubles(x.sum(0)));
    assertThat(longs(same.eq(x).all())).containsExactly(1);
  }
}
