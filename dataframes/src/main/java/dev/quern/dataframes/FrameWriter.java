package dev.quern.dataframes;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.ops.FileFormat;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.engine.io.jdbc.JdbcWriter;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Writes frames to files. A path that ends in the format's name ({@code .parquet}, {@code .csv},
 * {@code .csv.gz}, {@code .csv.zst}, {@code .ndjson}, {@code .arrow}) is one file, of the rows in
 * order; any other is a folder with a file per partition, written in parallel. Either appears under
 * its name when it is complete, and replaces what an earlier run wrote there.
 */
final class FrameWriter {
  private FrameWriter() {}

  /** Writes Parquet: zstd, dictionaries, statistics, row groups of 122,880 rows. */
  static void parquet(DataFrame frame, Path path, Session session) {
    write(frame, FileFormat.PARQUET, path, session);
  }

  /** Writes CSV with a header, quoted only where needed; null is empty, empty text is quoted. */
  static void csv(DataFrame frame, Path path, Session session) {
    write(frame, FileFormat.CSV, path, session);
  }

  /** Writes JSON lines: an object a row, with all fields, nulls among them. */
  static void json(DataFrame frame, Path path, Session session) {
    write(frame, FileFormat.JSON, path, session);
  }

  /** Writes Arrow IPC in the file format. */
  static void ipc(DataFrame frame, Path path, Session session) {
    write(frame, FileFormat.IPC, path, session);
  }

  /**
   * Inserts the rows, a partition at a time, into a table that is there, by one connection and in
   * one transaction: all rows or, after a failure, none.
   */
  static void jdbc(
      DataFrame frame, String url, String table, JdbcOptions options, Session session) {
    try (JdbcWriter writer = new JdbcWriter(url, table, options, frame.schema());
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

  private static void write(DataFrame frame, FileFormat format, Path path, Session session) {
    Path name = path.getFileName();
    if (name == null) {
      throw new StorageException(path + " is the root of a file system: name a file or a folder");
    }
    if (format.isFile(name)) {
      writeFile(frame, format, path, session);
    } else {
      writeFolder(frame, format, path, session);
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

  private static void writeFolder(DataFrame frame, FileFormat format, Path path, Session session) {
    Path folder = path.toAbsolutePath();
    refuseForeign(folder, format);
    Path aside =
        folder.resolveSibling(
            ".%s.%08x.tmp".formatted(folder.getFileName(), ThreadLocalRandom.current().nextInt()));
    try {
      Files.createDirectories(aside);
      LazyChunks parts =
          FrameLowering.lower(
              FrameOptimizer.standard().optimize(frame.plan()),
              new RowSink.Write(format, aside, 0, frame.schema()));
      List<Chunk> reports = session.submit(parts).join();
      reports.forEach(Chunk::close);
      publish(aside, folder);
    } catch (IOException e) {
      throw new StorageException(path + " cannot be written: " + e.getMessage(), e);
    } finally {
      deleteFolder(aside);
    }
  }

  /* Only what looks like an earlier result may be replaced: never a folder of something else. */
  private static void refuseForeign(Path folder, FileFormat format) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new StorageException(
          "%s is a file: end the path in .%s to replace it, or name a folder"
              .formatted(folder, format.extension()));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> foreign =
          entries
              .map(p -> String.valueOf(p.getFileName()))
              .filter(n -> !n.matches("part-\\d{5}\\." + format.extension()))
              .toList();
      if (!foreign.isEmpty()) {
        throw new StorageException(
            "%s holds %s, which is no earlier result: write to another folder"
                .formatted(folder, foreign.getFirst()));
      }
    } catch (IOException e) {
      throw new StorageException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static void publish(Path aside, Path folder) throws IOException {
    Path old = aside.resolveSibling(aside.getFileName() + ".old");
    boolean replaces = Files.exists(folder);
    if (replaces) {
      Files.move(folder, old);
    }
    Files.move(aside, folder);
    if (replaces) {
      deleteFolder(old);
    }
  }

  private static void deleteFolder(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Files.delete(entry);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new StorageException(folder + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
