package dev.quern.dataframes;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.ops.FileFormat;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.optimize.RowOrder;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.hive.PartitionFolder;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.engine.io.jdbc.JdbcWriter;
import dev.quern.engine.io.text.TextCompression;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes frames to files. A path that ends in the format's name ({@code .parquet}, {@code .csv},
 * {@code .csv.gz}, {@code .csv.zst}, {@code .ndjson}, {@code .arrow}) is one file, of the rows in
 * order; any other is a folder with a file per partition, written in parallel. Either appears under
 * its name when it is complete, and replaces what an earlier run wrote there.
 */
final class FrameWriter {
  private FrameWriter() {}

  /**
   * Writes Parquet, by default zstd, dictionaries, statistics, row groups of 122,880 rows. Files of
   * sorted rows declare their order.
   */
  static void parquet(DataFrame frame, Path path, WriteOptions options, Session session) {
    List<OrderedColumn> order = SortOrder.columns(RowOrder.of(frame.plan()));
    write(frame, new FileFormat.Parquet(options.parquet(), order), path, options, session);
  }

  /**
   * Writes CSV, by default with a header, quoted only where needed; null is empty, empty text is
   * quoted.
   */
  static void csv(DataFrame frame, Path path, WriteOptions options, Session session) {
    write(frame, new FileFormat.Csv(options.csv()), path, options, session);
  }

  /** Writes JSON, by default lines: an object a row, with all fields, nulls among them. */
  static void json(DataFrame frame, Path path, WriteOptions options, Session session) {
    write(frame, new FileFormat.Json(options.json()), path, options, session);
  }

  /** Writes Arrow IPC in the file format. */
  static void ipc(DataFrame frame, Path path, WriteOptions options, Session session) {
    write(frame, new FileFormat.Ipc(options.ipc()), path, options, session);
  }

  /**
   * Inserts the rows, a partition at a time, into a table that is there, or that {@link
   * JdbcOptions#withTable} has made: by one connection and in one transaction, all rows or, after a
   * failure, none; or by several, as {@link JdbcOptions#writing} says.
   */
  static void jdbc(
      DataFrame frame, String url, String table, JdbcOptions options, Session session) {
    if (options.writers() > 1) {
      JdbcWriters.write(frame, url, table, options, session);
      return;
    }
    try (JdbcWriter writer = JdbcWriter.open(url, table, options, frame.schema());
        Stream<Table> partitions = PartitionStream.of(frame, session)) {
      partitions.forEachOrdered(
          rows -> {
            try (rows) {
              rows.batches().forEach(writer::write);
            }
          });
      writer.commit();
    }
  }

  private static void write(
      DataFrame frame, FileFormat format, Path path, WriteOptions options, Session session) {
    Path name = path.getFileName();
    if (name == null) {
      throw new StorageException(path + " is the root of a file system: name a file or a folder");
    }
    options.checkFor(format);
    format.checkFits(frame.schema().without(Set.copyOf(options.partitionBy())));
    if (format.isFile(name)) {
      checkFile(path, options);
      writeFile(frame, format, path, session);
    } else {
      writeFolder(frame, format, path.toAbsolutePath(), options, session);
    }
  }

  private static void checkFile(Path path, WriteOptions options) {
    if (!options.partitionBy().isEmpty()
        || options.fileRows() < Long.MAX_VALUE
        || options.compression() != TextCompression.NONE) {
      throw new PlanException(
          "%s is one file: it has no partitions, all rows, and its name says how it is compressed"
              .formatted(path));
    }
    switch (options.mode()) {
      case OVERWRITE -> {}
      case CREATE -> {
        if (Files.exists(path)) {
          throw new StorageException(
              "%s exists: replace it with withMode(SaveMode.OVERWRITE), or name another file"
                  .formatted(path));
        }
      }
      case APPEND, OVERWRITE_PARTITIONS ->
          throw new PlanException(
              "%s is one file, which is not added to: name a folder".formatted(path));
    }
  }

  private static void writeFile(DataFrame frame, FileFormat format, Path path, Session session) {
    try (MemoryBudget budget = session.memory().child("write " + path.getFileName());
        Sink sink = format.create(path, frame.schema(), budget);
        Stream<Table> partitions = PartitionStream.of(frame, session)) {
      partitions.forEachOrdered(
          table -> {
            try (table) {
              for (Batch batch : table.batches()) {
                try (Batch named = batch.withSchema(frame.schema())) {
                  sink.write(named);
                }
              }
            }
          });
      sink.commit();
    }
  }

  private static void writeFolder(
      DataFrame frame, FileFormat format, Path folder, WriteOptions options, Session session) {
    String ending = format.ending(options.compression());
    FramePlan plan = inPartitions(frame, options);
    try (FolderTarget target = FolderTarget.open(folder, format, options.mode())) {
      RowSink.Write sink =
          new RowSink.Write(
              format,
              target.aside(),
              target.firstPart(),
              ending,
              frame.schema(),
              options.partitionBy(),
              options.fileRows());
      try (StagedPlan best = StagedPlan.of(plan, session)) {
        LazyChunks parts = FrameLowering.lower(best.rest(), sink);
        List<Chunk> reports = session.submit(parts).join();
        reports.forEach(Chunk::close);
      }
      target.publish();
    }
  }

  private static FramePlan inPartitions(DataFrame frame, WriteOptions options) {
    List<String> columns = options.partitionBy();
    if (columns.isEmpty()) {
      if (options.mode() == SaveMode.OVERWRITE_PARTITIONS) {
        throw new PlanException(
            "there are no partitions to overwrite: name columns by withPartitionBy(..)");
      }
      return frame.plan();
    }
    PartitionFolder.check(frame.schema(), columns);
    return frame.sort(columns.toArray()).plan();
  }
}
