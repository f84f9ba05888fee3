package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.io.Globs;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.csv.CsvSource;
import dev.quern.engine.io.hive.HiveSource;
import dev.quern.engine.io.ipc.IpcSource;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.engine.io.jdbc.JdbcSource;
import dev.quern.engine.io.json.JsonOptions;
import dev.quern.engine.io.json.JsonSource;
import dev.quern.engine.io.merge.MergedSource;
import dev.quern.engine.io.merge.SchemaMode;
import dev.quern.engine.io.parquet.ParquetSource;
import dev.quern.engine.io.text.TextCompression;
import dev.quern.engine.type.Schema;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the rows of frames come from, which {@link Frames} has: files, memory, functions. */
abstract sealed class FrameSources extends SeriesFunctions permits Frames {
  FrameSources() {}

  // Files and databases

  /**
   * The rows of Parquet files. If all are in folders such as {@code year=2024/month=3}, those are
   * columns too, and folders that a filter excludes are not read.
   */
  public static DataFrame readParquet(String path) {
    return readParquet(path, SchemaMode.SAME);
  }

  /** The rows of Parquet files that do not all have the same columns, found by name. */
  public static DataFrame readParquet(String path, SchemaMode mode) {
    return readParquet(List.of(path), mode);
  }

  /** The rows of the Parquet files that several paths name, in the order of the paths. */
  public static DataFrame readParquet(List<String> paths) {
    return readParquet(paths, SchemaMode.SAME);
  }

  /** The same of files that do not all have the same columns. */
  public static DataFrame readParquet(List<String> paths, SchemaMode mode) {
    return scan(
        HiveSource.open(
            paths,
            List.of(".parquet"),
            mode,
            files ->
                mode == SchemaMode.SAME
                    ? ParquetSource.open(files)
                    : MergedSource.of(
                        files.stream().map(file -> ParquetSource.open(List.of(file))).toList(),
                        mode)));
  }

  /** The rows of Parquet files as records: columns that the record lacks are not read. */
  public static <R extends Record> RecordFrame<R> readParquet(String path, Class<R> type) {
    return readParquet(path).as(type);
  }

  /**
   * The rows of CSV files with a header, compressed by gzip or zstd or not; types are inferred from
   * the text.
   */
  public static DataFrame readCsv(String path) {
    return readCsv(path, CsvOptions.DEFAULTS);
  }

  /** The rows of CSV files in another dialect, or with declared types. */
  public static DataFrame readCsv(String path, CsvOptions options) {
    return readCsv(List.of(path), options);
  }

  /** The rows of the CSV files that several paths name, in the order of the paths. */
  public static DataFrame readCsv(List<String> paths, CsvOptions options) {
    return readCsv(paths, options, SchemaMode.SAME);
  }

  /**
   * The same of files that do not all have the same columns, found by name; types are inferred of
   * each file and then brought together.
   */
  public static DataFrame readCsv(List<String> paths, CsvOptions options, SchemaMode mode) {
    return scan(
        HiveSource.open(
            paths,
            TextCompression.endings(".csv"),
            mode,
            files ->
                mode == SchemaMode.SAME
                    ? CsvSource.open(files, options)
                    : MergedSource.of(
                        files.stream().map(file -> CsvSource.open(List.of(file), options)).toList(),
                        mode)));
  }

  /**
   * The rows of JSON files: an object a line (NDJSON), or one array of objects, compressed by gzip
   * or zstd or not. Columns and types are inferred from a sample; a field that an object lacks is
   * null. Only files of lines are read in parallel.
   */
  public static DataFrame readJson(String path) {
    return readJson(path, JsonOptions.DEFAULTS);
  }

  /** The rows of JSON files with declared types or another sample. */
  public static DataFrame readJson(String path, JsonOptions options) {
    return readJson(List.of(path), options);
  }

  /** The rows of the JSON files that several paths name, in the order of the paths. */
  public static DataFrame readJson(List<String> paths, JsonOptions options) {
    return scan(
        HiveSource.open(
            paths, JsonSource.ENDINGS, SchemaMode.UNION, files -> JsonSource.open(files, options)));
  }

  /** The rows of Arrow IPC files or streams (Feather version 2), one file behind the other. */
  public static DataFrame readIpc(String path) {
    return Frames.union(
        Globs.expand(path, ".arrow").stream().map(file -> scan(IpcSource.open(file))).toList());
  }

  /**
   * The rows of Arrow IPC files that do not all have the same columns, found by name; with columns
   * of their folders' names as Parquet has them.
   */
  public static DataFrame readIpc(String path, SchemaMode mode) {
    return scan(
        HiveSource.open(
            path,
            List.of(".arrow"),
            mode,
            files -> MergedSource.of(files.stream().map(IpcSource::open).toList(), mode)));
  }

  /** The rows of a table of a database, or of a query, by one connection. */
  public static DataFrame readJdbc(String url, String tableOrQuery) {
    return readJdbc(url, tableOrQuery, JdbcOptions.DEFAULTS);
  }

  /**
   * The same with a user, or in ranges of a column of numbers, dates or timestamps by several
   * connections: {@code JdbcOptions.DEFAULTS.partitionedBy("id", 0, 1_000_000, 8)}. Only the
   * columns that are needed are asked for, and rows that filters want: comparisons of integers,
   * decimals and dates with constants, equal texts, and nulls; and of a limit, or of the first rows
   * by such columns, no more than that. The JDBC driver must be on the class path.
   */
  public static DataFrame readJdbc(String url, String tableOrQuery, JdbcOptions options) {
    return scan(JdbcSource.open(url, tableOrQuery, options));
  }

  /** The rows of any source. */
  public static DataFrame scan(Source source) {
    return new DataFrame(
        new FramePlan.Scan(source, source.schema().names(), List.of(), SourceLine.here()));
  }

  // From memory

  /** Records as rows: a column per component. */
  public static <R extends Record> RecordFrame<R> of(Class<R> type, List<R> records) {
    return scan(RecordSource.of(type, records)).as(type);
  }

  /**
   * The same of a stream, which is read to its end now and closed: a frame may run more than once.
   * What does not fit in memory is read piece by piece by {@link #fromMap}.
   */
  public static <R extends Record> RecordFrame<R> of(Class<R> type, Stream<R> records) {
    try (records) {
      return of(type, records.toList());
    }
  }

  /** The same of an iterator, which is read to its end now. */
  public static <R extends Record> RecordFrame<R> of(Class<R> type, Iterator<R> records) {
    List<R> all = new ArrayList<>();
    records.forEachRemaining(all::add);
    return of(type, all);
  }

  /**
   * Arrays and lists as columns, in the order of the map: {@code long[]}, {@code double[]} and the
   * like without nulls, {@code String[]}, {@code LocalDate[]}, and lists of whatever a component of
   * a record may be. Their values are copied, so that later changes of an array change no result.
   *
   * @throws PlanException when lengths differ, or a list is of no one type
   */
  public static DataFrame of(Map<String, ?> columns) {
    return scan(ArraySource.of(columns));
  }

  /** The integers from 0 to {@code end - 1}, as the column {@code id}. */
  public static DataFrame range(long end) {
    return range(0, end, 1);
  }

  /** The integers from {@code from} to {@code end - 1}, as the column {@code id}. */
  public static DataFrame range(long from, long end) {
    return range(from, end, 1);
  }

  /**
   * Every {@code step}th integer from {@code from}, up to {@code end} or, with a negative step,
   * down to it, without {@code end} itself; as the column {@code id}. Nothing is held in memory.
   */
  public static DataFrame range(long from, long end, long step) {
    return scan(RangeSource.of(from, end, step));
  }

  /**
   * The dates or timestamps from one to another, both included, at equal steps, as the column
   * {@code date} or {@code time}: {@code dateRange(LocalDate.of(2024, 1, 31), end,
   * Period.ofMonths(1))}. Each is so many steps from the first, so a month after 31 January is the
   * last of February and two months after it 31 March. A {@code Duration} of whole days is days of
   * the calendar, which in the zone of a {@code ZonedDateTime} have 23 to 25 hours. A negative step
   * leads down. Made as {@link #range} is, so nothing is held in memory.
   *
   * @param from a LocalDate, LocalDateTime, Instant or ZonedDateTime
   * @param to the same
   * @throws PlanException when the step is nothing, leads both ways or is no whole number of the
   *     days of dates
   */
  public static DataFrame dateRange(Temporal from, Temporal to, TemporalAmount step) {
    return TimeRanges.of(from, to, TimeWindows.interval(step));
  }

  /** The same with a step as text: {@code 15m}, {@code 1d}, {@code 1mo}. */
  public static DataFrame dateRange(Temporal from, Temporal to, String step) {
    return TimeRanges.of(from, to, TimeWindows.interval(step));
  }

  // From functions

  /**
   * The records that {@code function} makes of each of {@code inputs}, in their order; a task per
   * input calls it, at each run, on the cluster too. A stream is read as its rows are needed, so
   * that it may be larger than the memory, and closed.
   *
   * @param inputs names of files, pages, ranges and the like: what tells one piece from the others
   */
  public static <I, R extends Record> RecordFrame<R> fromMap(
      List<I> inputs, Class<R> type, Fn.ToRecords<I, R> function) {
    Schema schema = RecordTypes.schema(type);
    return scan(MappedSource.of(inputs, schema, new MappedInput.OfRecords<>(type, function)))
        .as(type);
  }

  /** The same of columns, as arrays and lists: see {@link #of(Map)}. */
  public static <I> DataFrame fromMap(List<I> inputs, Schema schema, Fn.ToColumns<I> function) {
    return scan(MappedSource.of(inputs, schema, new MappedInput.OfColumns<>(function)));
  }

  /**
   * The same with the schema of what comes of the first input, for which the function is called now
   * as well.
   */
  public static <I> DataFrame fromMap(List<I> inputs, Fn.ToColumns<I> function) {
    if (inputs.isEmpty()) {
      throw new PlanException("of no inputs nothing tells the columns: declare a schema");
    }
    Schema schema = MappedInput.OfColumns.schemaOf(function, inputs.getFirst());
    return fromMap(inputs, schema, function);
  }

  /** The same of batches in Arrow layout, which the function allocates from the task's budget. */
  public static <I> DataFrame fromMap(List<I> inputs, Schema schema, Fn.ToBatches<I> function) {
    return scan(MappedSource.of(inputs, schema, new MappedInput.OfBatches<>(function)));
  }
}
