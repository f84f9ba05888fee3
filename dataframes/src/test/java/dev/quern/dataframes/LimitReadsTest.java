package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a table is read for its first rows, where nothing tells how many pass a filter. */
class LimitReadsTest {
  private static final int SPLITS = 1000;
  private static final int ROWS = 10;
  private static final Schema SCHEMA = Schema.of(Field.of("n", DType.INT64));

  private final AtomicInteger opened = new AtomicInteger();
  private final DataFrame numbers = scan(new Numbers());

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aFewSplitsAreReadForAFewRows(int workers) {
    assertThat(first(numbers.filter(col("n").ge(0)).limit(5), workers))
        .isEqualTo(LongStream.range(0, 5).toArray());
    assertThat(opened).hasValueLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void splitsAreReadUntilThereAreEnoughRows(int workers) {
    assertThat(first(numbers.filter(col("n").ge(300)).slice(2, 7), workers))
        .isEqualTo(LongStream.range(302, 309).toArray());
    assertThat(opened).hasValueLessThanOrEqualTo(8 + 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void allSplitsAreReadWhereThereAreTooFew(int workers) {
    assertThat(first(numbers.filter(col("n").ge(SPLITS * ROWS - 3)).limit(5), workers))
        .isEqualTo(LongStream.range(SPLITS * ROWS - 3, SPLITS * ROWS).toArray());
    assertThat(opened).hasValue(SPLITS);
  }

  private static long[] first(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).open();
        Table table = frame.collect(session)) {
      return table.longs("n");
    }
  }

  /** 0, 1, 2 and so on, of which nobody knows how many there are. */
  private final class Numbers implements Source {
    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public List<? extends Split> splits(ScanRequest request) {
      return IntStream.range(0, SPLITS).mapToObj(Piece::new).toList();
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.empty();
    }

    @Override
    public String describe() {
      return "numbers";
    }
  }

  private final class Piece implements Split {
    private final int number;

    Piece(int number) {
      this.number = number;
    }

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      opened.incrementAndGet();
      return new BatchReader() {
        private boolean done;

        @Override
        public Schema schema() {
          return SCHEMA;
        }

        @Override
        public @Nullable Batch next() {
          if (done) {
            return null;
          }
          done = true;
          try (ColumnBuilder builder = new ColumnBuilder(budget, DType.INT64, ROWS)) {
            for (int row = 0; row < ROWS; row++) {
              builder.append((long) ROWS * number + row);
            }
            return Batch.of(SCHEMA, ROWS, List.of(builder.build()));
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.empty();
    }

    @Override
    public long estimatedBytes() {
      return 64L << 20; // too large to be read together with others
    }

    @Override
    public String describe() {
      return "numbers " + number;
    }
  }
}
