package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.StorageException;
import dev.quern.engine.TaskFailedException;
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
import dev.quern.scheduler.run.Computation;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Frames over a source that never ends: cancelled, or out of memory, and nothing left behind. */
class FrameCancelTest {
  private static final Schema SCHEMA = Schema.of(Field.of("x", DType.INT64));

  /** Rows without end; tells when it has given some. */
  private record Endless(CountDownLatch started) implements Source {
    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public List<Split> splits(ScanRequest request) {
      return List.of(new Piece(started), new Piece(started));
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.empty();
    }

    @Override
    public String describe() {
      return "endless rows";
    }
  }

  private record Piece(CountDownLatch started) implements Split {
    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new BatchReader() {
        private long next;

        @Override
        public Schema schema() {
          return SCHEMA;
        }

        @Override
        public Batch next() {
          try (ColumnBuilder builder = new ColumnBuilder(budget, DType.INT64, batchRows)) {
            for (int i = 0; i < batchRows; i++) {
              builder.append(next++);
            }
            if (next > 10L * batchRows) {
              started.countDown();
            }
            return Batch.of(SCHEMA, batchRows, List.of(builder.build()));
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
      return 0;
    }

    @Override
    public String describe() {
      return "endless rows";
    }
  }

  @Test
  void cancelStopsInTheMiddleOfAPartition() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(2);
    DataFrame frame =
        Frames.scan(new Endless(started))
            .filter(col("x").mod(2).eq(0))
            .groupBy(col("x").mod(7).as("k"))
            .agg(count().as("n"), sum("x").as("s"));
    try (Session session = Session.local().workers(2).memory("1g").open()) {
      Computation running = session.submit(frame.lazyChunks());
      started.await();
      running.cancel();
      assertThatThrownBy(running::join).isInstanceOf(CancelledException.class);
    }
  }

  /** A single batch has more pairs than would be found in an hour. */
  @Test
  void cancelStopsAJoinInTheMiddleOfABatch() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch joining = new CountDownLatch(1);
    DataFrame many = Frames.scan(new Endless(started)).limit(200_000).select(col("x").as("y"));
    DataFrame frame =
        Frames.scan(new Endless(started))
            .crossJoin(many)
            .filter(col("x").le(col("y")))
            .select(
                col("y")
                    .mapLong(
                        y -> {
                          joining.countDown();
                          return y;
                        })
                    .as("y"))
            .agg(sum("y").as("s"));
    try (Session session = Session.local().workers(2).memory("1g").open()) {
      Computation running = session.submit(frame.lazyChunks());
      joining.await();
      running.cancel();
      assertThatThrownBy(running::join).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void closingTheSessionStopsWhatRuns() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    DataFrame frame = Frames.scan(new Endless(started)).sort(desc("x")).limit(5);
    Session session = Session.local().workers(1).memory("1g").open();
    Computation running = session.submit(frame.lazyChunks());
    started.await();
    session.close();
    assertThatThrownBy(running::join).isInstanceOf(CancelledException.class);
  }

  @Test
  void aDiskThatIsFullNamesTheNodeAndLeavesNothing() {
    DataFrame frame = Frames.scan(new Endless(new CountDownLatch(1))).sort("x");
    try (Session session = Session.local().workers(2).memory("32m").disk("64m").open()) {
      assertThatThrownBy(() -> frame.collect(session))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("sort by x")
          .hasMessageContaining("FrameCancelTest.java:")
          .hasCauseInstanceOf(StorageException.class);
    }
  }
}
