package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.function.time.TimeFormat;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.FileVersion;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
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
  private final Schema ofFiles;
  private final Schema schema;

  private CsvSource(List<Part> parts, CsvOptions options, Schema ofFiles) {
    this.parts = List.copyOf(parts);
    this.options = options;
    this.ofFiles = ofFiles;
    this.schema = withRejects(ofFiles, options);
  }

  private static Schema withRejects(Schema ofFiles, CsvOptions options) {
    if (options.rejectsColumn().isEmpty()) {
      return ofFiles;
    }
    String name = options.rejectsColumn().get();
    if (ofFiles.names().contains(name)) {
      throw new PlanException(
          "the files have a column '%s': name that of rejected rows otherwise".formatted(name));
    }
    List<Field> fields = new ArrayList<>(ofFiles.fields());
    fields.add(Field.of(name, DType.UTF8));
    return Schema.of(fields);
  }

  /**
   * A file and where its rows of values are.
   *
   * @param file which file it was that this was learnt from
   * @param dataStart where the first one begins
   * @param dataEnd where the last one ends; {@link TextInput#UNKNOWN} of a stream without a footer
   * @param dataBytes how much text there is in them; of a stream about
   * @param size where its text ends; {@link TextInput#UNKNOWN} of a stream
   */
  record Part(FileVersion file, long dataStart, long dataEnd, long dataBytes, long size) {
    Path path() {
      return file.path();
    }

    /** Whether it cannot be entered in the middle. */
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
    options.dialect().formats().checkReads();
    List<Part> parts = new ArrayList<>();
    List<String> names = List.of();
    for (Path path : paths) {
      FileVersion version = FileVersion.of(path);
      try (TextInput file = TextInput.open(path, options.charset())) {
        CsvHeader header = CsvHeader.read(file, options);
        List<String> own = names(path, header, options);
        names = parts.isEmpty() ? own : sameNames(parts.getFirst().path(), names, path, own);
        parts.add(part(version, file, header.dataStart(), options.skipFooter()));
      }
    }
    Schema declared = declared(names, options);
    checkPatterns(declared, options.dialect().formats());
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
        part.file().check();
        addSplits(part, request.columns(), splits, budget);
      }
    }
    return splits;
  }

  @Override
  public List<FileRows> files() {
    return parts.stream()
        .map(part -> new FileRows(part.path(), new CsvSource(List.of(part), options, ofFiles)))
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

  private static Part part(FileVersion version, TextInput file, long dataStart, int footer) {
    long size = file.isStream() ? TextInput.UNKNOWN : file.size();
    if (file.isStream() && footer == 0) {
      return new Part(version, dataStart, TextInput.UNKNOWN, file.estimatedSize(), size);
    }
    long end = footer == 0 ? size : Math.max(dataStart, Footer.start(file, footer));
    return new Part(version, dataStart, end, end - dataStart, size);
  }

  private void addSplits(
      Part part, List<String> columns, List<CsvSplit> splits, MemoryBudget budget) {
    long size = part.dataEnd();
    long start = part.dataStart();
    // With comments or escapes, a quote counts or not depending on all lines before it.
    boolean whole =
        part.dataBytes() <= options.splitBytes() + options.splitBytes() / 4
            || options.dialect().isSequential()
            || part.isStream();
    if (whole) {
      add(part, start, size, columns, splits);
      return;
    }
    try (InputFile file = InputFile.open(part.path());
        RowBoundaries boundaries =
            new RowBoundaries(file, options, start, size, ofFiles.size(), budget)) {
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
              part.size(),
              start,
              end,
              ofFiles,
              columns,
              options,
              TextWindow.DEFAULT_BYTES,
              Math.min(end - start, part.dataBytes())));
    }
  }

  private static List<String> names(Path path, CsvHeader header, CsvOptions options) {
    List<String> found = header.names();
    List<String> given = options.names();
    if (!given.isEmpty()) {
      if (!found.isEmpty() && found.size() != given.size()) {
        throw new DataException(
            "%s has %d columns, and withNames(..) names the %d columns %s"
                .formatted(path, found.size(), given.size(), given));
      }
      return given;
    }
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

  private static void checkPatterns(Schema declared, CsvFormats formats) {
    formats
        .columns()
        .forEach(
            (column, pattern) -> {
              DType type = declared.field(column).type();
              if (formats.of(column).pattern(type).isEmpty() || !fits(pattern, type)) {
                throw new PlanException(
                    "column '%s' is declared as %s, of which '%s' is no pattern"
                        .formatted(column, type, pattern));
              }
            });
  }

  /* A date takes no hours, and a local timestamp no offset. */
  private static boolean fits(String pattern, DType type) {
    return type == DType.DATE
        ? !TimeFormat.hasTime(pattern)
        : (type instanceof TimestampType stamp && stamp.hasZone())
            || !TimeFormat.hasOffset(pattern);
  }

  /* What is declared, and text for the rest. */
  private static Schema declared(List<String> names, CsvOptions options) {
    if (options.schema().isPresent()) {
      return options.schema().get();
    }
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(Field.of(name, options.declaredType(name).orElse(DType.UTF8)));
    }
    Schema schema = Schema.of(fields);
    options.types().keySet().forEach(schema::position);
    return schema;
  }
}
