package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.ChunkCodec;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.run.Computation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Graphs of frames whose operators, and whose chunks between all tasks, go through bytes, in little
 * memory: the results are the same to the last bit.
 */
class TravellingChunksTest {
  record Row(long id, long key, String text, double value) {}

  private static final int ROWS = 60_000;

  @TempDir Path folder;

  @Test
  void nothingOfItShowsInTheResult() {
    Set<String> met = ConcurrentHashMap.newKeySet();
    frames()
        .forEach(
            (name, frame) -> {
              LazyChunks chunks = frame.lazyChunks().optimized();
              long expected = run(chunks, "512m");
              assertThat(run(travelling(chunks, met), "16m")).as(name).isEqualTo(expected);
            });
    assertThat(met)
        .contains(
            "ScatteredTable",
            "SpooledSections",
            "SortedRuns",
            "GroupParts",
            "JoinedPart",
            "JoinTableChunk");
  }

  private Map<String, DataFrame> frames() {
    SplittableRandom random = new SplittableRandom(17);
    List<Row> data = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String text = "a text of some length " + random.nextInt(900);
      data.add(new Row(i, random.nextInt(30_000), text, random.nextInt(50) / 7.0));
    }
    for (int part = 0; part < 3; part++) {
      int from = part * ROWS / 3;
      String file = folder.resolve("rows-" + part + ".parquet").toString();
      Frames.of(Row.class, data.subList(from, from + ROWS / 3)).toFrame().writeParquet(file);
    }
    DataFrame rows = readParquet(folder.resolve("rows-*.parquet").toString());
    DataFrame keys = rows.groupBy("key").agg(count().as("n"), mean("value").as("mean"));
    Map<String, DataFrame> frames = new LinkedHashMap<>();
    frames.put("filter", rows.filter(col("value").gt(3).and(col("text").ne("x"))));
    frames.put("sort", rows.sort(desc("value"), asc("text")));
    frames.put("top", rows.sort(asc("text")).limit(20));
    frames.put("many groups", rows.groupBy("key", "text").agg(sum("value").as("s")));
    frames.put("few groups", rows.groupBy("text").agg(sum("value").as("s"), count().as("n")));
    frames.put("join", rows.join(keys, on("key")));
    frames.put("outer join", rows.filter(col("id").lt(30_000)).join(keys, on("key"), Frames.LEFT));
    DataFrame many = rows.groupBy("key", "text").agg(sum("id").as("s"), count().as("n"));
    frames.put("join of many", rows.join(many.rename("text", "other"), on("key")));
    return frames;
  }

  private long run(LazyChunks chunks, String memory) {
    try (Session session =
            Session.local().workers(2).memory(memory).spillDirectory(folder.resolve("s")).open();
        Computation computation = session.submit(chunks);
        MemoryBudget budget = MemoryBudget.root("results", Long.MAX_VALUE)) {
      long digest = 1;
      for (Chunk chunk : computation.join()) {
        try (chunk) {
          digest = digest(digest, chunk, budget);
        }
      }
      return digest;
    }
  }

  private static long digest(long before, Chunk chunk, MemoryBudget budget) {
    List<Batch> batches =
        switch (chunk) {
          case Batch batch -> List.of(batch.retain());
          case BatchList list -> list.batches().stream().map(Batch::retain).toList();
          case SpooledBatches spooled -> spooled.load(budget);
          default -> throw new AssertionError("no rows: " + chunk);
        };
    long digest = before;
    for (Batch batch : batches) {
      try (batch) {
        for (int row = 0; row < batch.rows(); row++) {
          for (int column = 0; column < batch.columns().size(); column++) {
            Object value = Values.objectAt(batch.column(column), row);
            digest = 31 * digest + (value == null ? 7 : value.hashCode());
          }
        }
      }
    }
    return digest;
  }

  private static LazyChunks travelling(LazyChunks chunks, Set<String> met) {
    TaskGraph graph = chunks.graph();
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int task = 0; task < graph.size(); task++) {
      int number = task;
      List<Key> inputs =
          IntStream.range(0, graph.inputCount(task))
              .mapToObj(i -> graph.key(graph.input(number, i)))
              .toList();
      TaskCodec.Encoded operator = TaskCodec.encode(graph.operator(task));
      builder.add(
          graph.key(task), new Travels(operator.toBytes(), met), graph.origin(task), inputs);
    }
    return LazyChunks.of(builder.build(), chunks.outputs());
  }

  /** What a task does elsewhere: it and its inputs come as bytes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Travels(byte[] operator, Set<String> met) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      List<Chunk> copies = new ArrayList<>();
      try (TaskCodec.Decoded decoded =
          TaskCodec.decode(TaskCodec.Encoded.of(operator), context.memory(), context.spill())) {
        for (Chunk input : inputs) {
          met.add(input.getClass().getSimpleName());
          copies.add(copy(context, input, context.memoryShare() / 2 / inputs.size()));
        }
        return ((Operator) decoded.value()).apply(context, List.copyOf(copies));
      } finally {
        copies.forEach(Chunk::close);
      }
    }

    private static Chunk copy(TaskContext context, Chunk input, long share) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ChunkCodec.write(input, Channels.newChannel(bytes), BufferCodec.NONE, context.memory());
      return ChunkCodec.read(
          Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
          context.memory(),
          context.spill(),
          share);
    }
  }
}
