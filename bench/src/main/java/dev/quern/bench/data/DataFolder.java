package dev.quern.bench.data;

import dev.quern.bench.data.TpchTable.Codec;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Progress;
import dev.quern.bench.harness.UsageException;
import dev.quern.bench.peer.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;

/**
 * The files that suites read. One that is not there is generated: written aside and renamed when
 * complete, so that one that is there can be trusted.
 */
public final class DataFolder {
  private final Options options;
  private final Progress progress;

  /** The folder that {@code options} name. */
  public DataFolder(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Writes one file. */
  @FunctionalInterface
  interface Maker {
    void write(Path target, Progress progress) throws Exception;
  }

  /** Lineitem of TPC-H as Parquet, by {@code codec}: SF 1, or a hundredth of it when tiny. */
  public Path lineitem(Codec codec) throws Exception {
    double scale = options.tiny() ? 0.01 : 1;
    return switch (codec) {
      case ZSTD -> tpch(TpchTable.LINEITEM, scale);
      case SNAPPY -> {
        Path source = lineitem(Codec.ZSTD);
        yield make(
            TpchTable.LINEITEM.fileName(scale, codec),
            (target, _) -> TpchTable.LINEITEM.recode(source, codec, options.threads(), target));
      }
    };
  }

  /** A table of TPC-H as Parquet, by zstd. */
  public Path tpch(TpchTable table, double scale) throws Exception {
    return make(
        table.fileName(scale, Codec.ZSTD),
        (target, p) -> table.write(scale, Codec.ZSTD, options.threads(), target, p));
  }

  /** All tables of TPC-H at the scale that the options say, or a hundredth when tiny. */
  public Map<TpchTable, Path> tpch() throws Exception {
    Map<TpchTable, Path> files = new EnumMap<>(TpchTable.class);
    for (TpchTable table : TpchTable.values()) {
      files.put(table, tpch(table, options.tiny() ? 0.01 : options.scaleFactor()));
    }
    return files;
  }

  /** {@link LookupTable} of lineitem at SF 1, or a hundredth of it when tiny. */
  public Path lookups() throws Exception {
    Path lineitem = lineitem(Codec.ZSTD);
    return make(
        lineitem.getFileName().toString().replace("zstd", "lookup"),
        (target, _) -> LookupTable.write(lineitem, options.threads(), target));
  }

  /** The table G1 of the h2o.ai group-by benchmark as CSV: 1e7 rows, or 1e5 when tiny. */
  public Path groups() throws Exception {
    GroupTable table = new GroupTable(options.tiny() ? 100_000 : 10_000_000, 100);
    return make(table.fileName(), table::write);
  }

  /** The same as Parquet by zstd, in row groups of 122,880 rows. */
  public Path groupRows() throws Exception {
    Path csv = groups();
    String name = csv.getFileName().toString().replace(".csv", ".parquet");
    return make(name, (target, _) -> GroupTable.recode(csv, target));
  }

  /** A table of the h2o.ai join benchmark as Parquet: N is 1e7, or 1e5 when tiny. */
  public Path join(JoinTable table) throws Exception {
    int rows = options.tiny() ? 100_000 : 10_000_000;
    return make(table.fileName(rows), (target, _) -> table.write(rows, target));
  }

  /** {@link KeyTable} as Parquet: 1e7 rows, or 1e5 when tiny. */
  public Path keys() throws Exception {
    KeyTable table = new KeyTable(options.tiny() ? 100_000 : 10_000_000);
    return make(table.fileName(), (target, _) -> table.write(target));
  }

  /** {@link NestedTable} as Parquet: 1e6 rows, or 1e4 when tiny. */
  public Path nested() throws Exception {
    NestedTable table = new NestedTable(options.tiny() ? 10_000 : 1_000_000);
    return make(table.fileName(), (target, _) -> table.write(target));
  }

  /** So many rows to sort and to group in less memory than they need. */
  public Path spill(long rows) throws Exception {
    return make("spill-%d.parquet".formatted(rows), (target, _) -> SpillRows.write(rows, target));
  }

  /** A file of the real flights: {@code flights-3m.parquet} or {@code airports.csv}. */
  public Path flights(String name) {
    Path file = options.flights().resolve(name);
    if (!Files.isReadable(file)) {
      throw new UsageException(
          "%s is not there; set QUERN_FLIGHTS to a folder that has it".formatted(file));
    }
    return file;
  }

  /** The real flights {@code times} over as Parquet, by zstd, in row groups as TPC-H's. */
  public Path flightsRepeated(int times) throws Exception {
    Path once = flights("flights-3m.parquet");
    return make(
        "flights-%dm.parquet".formatted(3 * times),
        (target, _) ->
            TpchTable.copy(
                "SELECT f.* FROM read_parquet(%s) f, range(%d)"
                    .formatted(DuckDb.quoted(once), times),
                Codec.ZSTD,
                options.threads(),
                target));
  }

  private Path make(String name, Maker maker) throws Exception {
    Path target = options.data().resolve(name);
    if (Files.exists(target)) {
      return target;
    }
    Files.createDirectories(options.data());
    Path aside = target.resolveSibling("." + name + "." + ProcessHandle.current().pid());
    progress.say("making " + name);
    try {
      maker.write(aside, progress);
      publish(aside, target);
    } finally {
      Files.deleteIfExists(aside);
      progress.clear();
    }
    return target;
  }

  private static void publish(Path aside, Path target) throws IOException {
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
