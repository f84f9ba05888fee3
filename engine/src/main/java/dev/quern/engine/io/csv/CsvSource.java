package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Rows of one or more CSV files with the same columns.
 *
 * <p>Opening reads every header, and the rows that types are inferred from: all of up to 16 MiB, so
 * that small files hold no surprise; of larger ones the first MiB and pieces spread evenly over the
 * rest. A later text that is no value of an inferred type is an error that names it, its place and
 * the cure; it is never read as null unless that was asked for.
 */
public final class CsvSource implements Source {
  private static final long WORK_BYTES = 1L << 30;

  /** What a value and its delimiter take, about. */
  private static final long CELL_BYTES = 8;

  private final List<Part> parts;
  private final CsvOptions options;
  private final Schema schema;

  private CsvSource(List<Part> parts, CsvOptions options, Schema schema) {
    this.parts = List.copyOf(parts);
    this.options = options;
    this.schema = schema;
  }

  /**
   * A file and where its first row of values begins.
   *
   * @param size where its text ends; {@link TextInput#UNKNOWN} of a stream
   * @param dataBytes how much text there is in rows of values; of a stream about
   */
  record Part(Path path, long dataStart, long size, long dataBytes) {
    boolean isStream() {
      return size == TextInput.UNKNOWN;
    }
  }

  /**
   * Opens files that are read one behind the other as one table.
   *
   * @throws DataException when headers differ or the rows looked at are broken
   * @throws PlanException when a declared column is not there
   */
  public static CsvSource open(List<Path> paths, CsvOptions options) {
    if (paths.isEmpty()) {
      throw new PlanException("no file to read: the list of paths is empty");
    }
    List<Part> parts = new ArrayList<>();
    List<String> names = List.of();
    for (Path path : paths) {
      try (TextInput file = TextInput.open(path, options.charset())) {
        CsvHeader header = CsvHeader.read(file, options);
        List<String> own = names(path, header, options);
        names = parts.isEmpty() ? own : sameNames(parts.getFirst().path(), names, path, own);
        parts.add(part(file, header.dataStart()));
      }
    }
    Schema declared = declared(names, options);
    try (MemoryBudget budget = MemoryBudget.root("csv schema of " + paths.getFirst(), WORK_BYTES)) {
      return new CsvSource(
          parts, options, new SchemaSampler(parts, options, declared, budget).sample());
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  /**
   * Splits of about the size that the options say, each of whole rows; predicates do not matter.
   */
  @Override
  public List<? extends Split> splits(ScanRequest request) {
    schema.select(request.columns());
    List<CsvSplit> splits = new ArrayList<>();
    try (MemoryBudget budget =
        MemoryBudget.root("csv splits of " + parts.getFirst().path(), WORK_BYTES)) {
      for (Part part : parts) {
        addSplits(part, request.columns(), splits, budget);
      }
    }
    return splits;
  }

  @Override
  public List<FileRows> files() {
    return parts.stream()
        .map(part -> new FileRows(part.path(), new CsvSource(List.of(part), options, schema)))
        .toList();
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  /** By the size of the files: those of longer values have fewer rows. */
  @Override
  public OptionalLong estimatedRows() {
    long bytes = parts.stream().mapToLong(Part::dataBytes).sum();
    return OptionalLong.of(Math.ceilDiv(bytes, CELL_BYTES * schema.size()));
  }

  @Override
  public String describe() {
    String more = parts.size() == 1 ? "" : " and %d more".formatted(parts.size() - 1);
    return "csv " + parts.getFirst().path() + more;
  }

  @Override
  public String toString() {
    return "CsvSource[%s, %s]".formatted(describe(), schema);
  }

  private static Part part(TextInput file, long dataStart) {
    if (file.isStream()) {
      return new Part(file.path(), dataStart, TextInput.UNKNOWN, file.estimatedSize());
    }
    return new Part(file.path(), dataStart, file.size(), file.size() - dataStart);
  }

  private void addSplits(
      Part part, List<String> columns, List<CsvSplit> splits, MemoryBudget budget) {
    long size = part.size();
    long start = part.dataStart();
    // With comments, a quote counts or not depending on all lines before it.
    boolean whole =
        part.dataBytes() <= options.splitBytes() + options.splitBytes() / 4
            || options.dialect().comment() != CsvDialect.NONE
            || part.isStream();
    if (whole) {
      add(part, start, size, columns, splits);
      return;
    }
    try (InputFile file = InputFile.open(part.path());
        RowBoundaries boundaries = new RowBoundaries(file, options, start, schema.size(), budget)) {
      for (long place = start + options.splitBytes(); start < size; ) {
        long end = boundaries.after(Math.min(place, size));
        add(part, start, end, columns, splits);
        start = end;
        place = Math.max(place + options.splitBytes(), end);
      }
    }
  }

  private void add(Part part, long start, long end, List<String> columns, List<CsvSplit> splits) {
    if (start < end) {
      splits.add(
          new CsvSplit(
              part.path(),
              start,
              end,
              schema,
              columns,
              options,
              TextWindow.DEFAULT_BYTES,
              Math.min(end - start, part.dataBytes())));
    }
  }

  private static List<String> names(Path path, CsvHeader header, CsvOptions options) {
    List<String> found = header.names();
    if (options.schema().isEmpty()) {
      if (found.isEmpty()) {
        throw new DataException(
            path + " is empty, without even a header: declare its columns by withSchema(..)");
      }
      return found;
    }
    List<String> declared = options.schema().get().names();
    if (found.isEmpty()) {
      return declared;
    }
    if (options.header() ? !found.equals(declared) : found.size() != declared.size()) {
      throw new DataException(
          "%s has the %d columns %s, and the declared schema the %d columns %s: they must agree"
              .formatted(path, found.size(), found, declared.size(), declared));
    }
    return declared;
  }

  private static List<String> sameNames(
      Path first, List<String> names, Path other, List<String> own) {
    if (!own.equals(names)) {
      throw new DataException(
          "%s has the columns %s, but %s has %s: files of one table have the same columns"
              .formatted(other, own, first, names));
    }
    return names;
  }

  /* What is declared, and text for the rest. */
  private static Schema declared(List<String> names, CsvOptions options) {
    if (options.schema().isPresent()) {
      return options.schema().get();
    }
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(Field.of(name, options.types().getOrDefault(name, DType.UTF8)));
    }
    Schema schema = Schema.of(fields);
    options.types().keySet().forEach(schema::position);
    return schema;
  }
}
