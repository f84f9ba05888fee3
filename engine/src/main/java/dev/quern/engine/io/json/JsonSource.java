package dev.quern.engine.io.json;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.FileVersion;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.text.TextCompression;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The objects of one or more files as rows: of JSON lines, of one array, or one behind the other.
 * Only lines are read in parallel; of the others a file is a task, whatever its size, that holds a
 * window of it.
 *
 * <p>The columns are the fields of all objects looked at, in the order in which they first appear,
 * and hold null where an object has no such field. Numbers are int64, or float64 as soon as one has
 * a fraction, an exponent or more than 64 bits; strings are dates or timestamps where all are, as
 * in CSV, and else text; objects are structs of their fields, arrays lists of what all their
 * elements are. What is sometimes one and sometimes the other is text, as it is written, and so are
 * objects of more than 200 different fields; any field is if it is declared as text.
 *
 * <p>Opening looks at all of up to 16 MiB, so that small files hold no surprise, and of more at
 * pieces from all over. A later value that is none of the inferred type, or a later field that is
 * none of the columns, is an error that names its place and the cure.
 */
public final class JsonSource implements Source {
  /** How names of such files end. */
  public static final List<String> ENDINGS = TextCompression.endings(".ndjson", ".jsonl", ".json");

  private static final long WORK_BYTES = 1L << 30;

  /* What a name, a value and what stands between take, about. */
  private static final long FIELD_BYTES = 16;

  private final List<Part> parts;
  private final JsonOptions options;
  private final Schema schema;

  private JsonSource(List<Part> parts, JsonOptions options, Schema schema) {
    this.parts = List.copyOf(parts);
    this.options = options;
    this.schema = schema;
  }

  /**
   * A file.
   *
   * @param file which file it was that this was learnt from
   * @param layout where objects stand in it
   * @param size where its text ends; {@link TextInput#UNKNOWN} of a stream
   * @param textBytes how much text it has; of a stream about
   */
  record Part(FileVersion file, JsonLayout layout, long size, long textBytes) {
    Path path() {
      return file.path();
    }

    /** Whether it cannot be entered in the middle. */
    boolean isWhole() {
      return size == TextInput.UNKNOWN || layout != JsonLayout.LINES;
    }
  }

  /**
   * Opens files that are read one behind the other as one table.
   *
   * @throws DataException when the objects looked at are broken, or have no field
   */
  public static JsonSource open(List<Path> paths, JsonOptions options) {
    if (paths.isEmpty()) {
      throw new PlanException("no file to read: the list of paths is empty");
    }
    List<Part> parts = new ArrayList<>();
    for (Path path : paths) {
      FileVersion version = FileVersion.of(path);
      try (TextInput file = TextInput.open(path)) {
        long size = file.isStream() ? TextInput.UNKNOWN : file.size();
        JsonLayout layout = options.layout().orElseGet(() -> JsonLayout.of(file));
        parts.add(new Part(version, layout, size, file.estimatedSize()));
      }
    }
    if (options.schema().isPresent()) {
      return new JsonSource(parts, options, options.schema().get());
    }
    try (MemoryBudget budget = MemoryBudget.root("json schema of " + paths.getFirst(), WORK_BYTES);
        JsonSampler sampler = new JsonSampler(options, budget)) {
      return new JsonSource(parts, options, sampler.sample(parts));
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  /** Splits of about the size that the options say; predicates do not matter. */
  @Override
  public List<? extends Split> splits(ScanRequest request) {
    schema.select(request.columns());
    List<JsonSplit> splits = new ArrayList<>();
    for (Part part : parts) {
      part.file().check();
      if (part.isWhole()) {
        splits.add(split(part, 0, part.size(), request.columns()));
      } else {
        long count = Math.max(1, part.size() / options.splitBytes());
        for (long i = 0; i < count && part.size() > 0; i++) {
          splits.add(
              split(
                  part,
                  i * options.splitBytes(),
                  i + 1 == count ? part.size() : (i + 1) * options.splitBytes(),
                  request.columns()));
        }
      }
    }
    return splits;
  }

  private JsonSplit split(Part part, long start, long end, List<String> columns) {
    return new JsonSplit(
        part.path(),
        part.layout(),
        part.size(),
        start,
        end,
        schema,
        columns,
        options,
        JsonWindow.bytesFor(end - start),
        Math.min(part.textBytes(), end - start));
  }

  @Override
  public List<FileRows> files() {
    return parts.stream()
        .map(part -> new FileRows(part.path(), new JsonSource(List.of(part), options, schema)))
        .toList();
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  /** By the size of the files: those of longer values have fewer rows. */
  @Override
  public OptionalLong estimatedRows() {
    long bytes = parts.stream().mapToLong(Part::textBytes).sum();
    return OptionalLong.of(Math.ceilDiv(bytes, FIELD_BYTES * schema.size()));
  }

  @Override
  public String describe() {
    String more = parts.size() == 1 ? "" : " and %d more".formatted(parts.size() - 1);
    return "json " + parts.getFirst().path() + more;
  }

  @Override
  public String toString() {
    return "JsonSource[%s, %s]".formatted(describe(), schema);
  }
}
