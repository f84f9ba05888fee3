package dev.quern.engine.io.hive;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.Globs;
import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.merge.MergedSource;
import dev.quern.engine.io.merge.SchemaMode;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The rows of files in folders named after values, with these as columns behind those of the files:
 * int64 where all values are whole numbers, date where all are dates, and else text; {@code
 * __HIVE_DEFAULT_PARTITION__} is null. A column that the files have themselves is theirs. Folders
 * whose values do not meet a predicate are not looked at.
 */
public final class HiveSource implements Source {
  /** Files whose folders say the same. */
  private record Part(PartitionValues values, Source files) {}

  private final List<Part> parts;
  private final Schema schema;
  private final Schema partition;

  private HiveSource(List<Part> parts, Schema files, Schema partition) {
    this.parts = List.copyOf(parts);
    this.partition = partition;
    List<Field> fields = new ArrayList<>(files.fields());
    fields.addAll(partition.fields());
    this.schema = Schema.of(fields);
  }

  /**
   * The files that {@code pattern} names, which {@code open} opens as one table: with columns of
   * their folders' names if all are in such folders below it, and otherwise as they are.
   *
   * @param suffixes what files end in if the pattern is a folder; see {@link Globs#expand}
   * @param mode which columns folders have together that do not all have the same
   */
  public static Source open(
      String pattern, List<String> suffixes, SchemaMode mode, Function<List<Path>, Source> open) {
    List<Path> files = Globs.expand(pattern, suffixes);
    return open(root(pattern, files), files, mode, open);
  }

  /**
   * The files that several patterns name, in the order of the patterns, those of a folder of a name
   * and a value together; one that two patterns name is read twice.
   */
  public static Source open(
      List<String> patterns,
      List<String> suffixes,
      SchemaMode mode,
      Function<List<Path>, Source> open) {
    if (patterns.isEmpty()) {
      throw new PlanException("no file to read: the list of paths is empty");
    }
    if (patterns.size() == 1) {
      return open(patterns.getFirst(), suffixes, mode, open);
    }
    List<Path> files =
        patterns.stream().flatMap(pattern -> Globs.expand(pattern, suffixes).stream()).toList();
    return open(commonRoot(files), files, mode, open);
  }

  private static Source open(
      Path root, List<Path> files, SchemaMode mode, Function<List<Path>, Source> open) {
    Map<PartitionValues, List<Path>> byValues = new LinkedHashMap<>();
    for (Path file : files) {
      byValues.computeIfAbsent(PartitionValues.of(root, file), _ -> new ArrayList<>()).add(file);
    }
    List<PartitionValues> all = List.copyOf(byValues.keySet());
    List<String> names = List.copyOf(all.getFirst().texts().keySet());
    if (names.isEmpty()) {
      return open.apply(files);
    }
    List<Source> sources = new ArrayList<>();
    for (Map.Entry<PartitionValues, List<Path>> entry : byValues.entrySet()) {
      checkNames(names, files.getFirst(), entry);
      sources.add(open.apply(entry.getValue()));
    }
    Schema ofFiles = MergedSource.schema(sources, mode);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      parts.add(new Part(all.get(i), MergedSource.as(List.of(sources.get(i)), ofFiles)));
    }
    List<Field> partition = new ArrayList<>();
    for (String name : names) {
      if (!ofFiles.contains(name)) {
        partition.add(Field.of(name, PartitionValues.type(all, name)));
      }
    }
    return new HiveSource(parts, ofFiles, Schema.of(partition));
  }

  private static void checkNames(
      List<String> names, Path first, Map.Entry<PartitionValues, List<Path>> entry) {
    List<String> own = List.copyOf(entry.getKey().texts().keySet());
    if (!own.equals(names)) {
      throw new DataException(
          "%s is in folders of %s, but %s in those of %s: files of one table are in folders alike"
              .formatted(first, names, entry.getValue().getFirst(), own));
    }
  }

  /* What stands before the first folder of a name and a value. */
  private static Path root(String pattern, List<Path> files) {
    Path whole = files.size() == 1 ? files.getFirst() : null;
    if (whole == null && !pattern.contains("*") && Files.isDirectory(Globs.path(pattern))) {
      return Globs.path(pattern);
    }
    return commonRoot(files);
  }

  private static Path commonRoot(List<Path> files) {
    Path root = files.getFirst().getParent();
    while (root != null && root.getFileName() != null && isNamed(root.getFileName())) {
      root = root.getParent();
    }
    return root == null ? Path.of("") : root;
  }

  private static boolean isNamed(Path folder) {
    return folder.toString().indexOf('=') > 0;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<? extends Split> splits(ScanRequest request) {
    Schema output = schema.select(request.columns());
    List<String> ofFiles =
        request.columns().stream().filter(name -> !partition.contains(name)).toList();
    List<Split> splits = new ArrayList<>();
    for (Part part : parts) {
      List<ScanPredicate> open = open(part, request.predicates()).orElse(null);
      if (open != null) {
        List<Constant> constants = new ArrayList<>();
        for (Field field : output) {
          if (partition.contains(field.name())) {
            constants.add(new Constant(field, part.values().value(field.name(), field.type())));
          }
        }
        ScanRequest ofFile = new ScanRequest(ofFiles, open);
        splits.addAll(HiveSplit.all(part.files(), ofFile, output, constants));
      }
    }
    return splits;
  }

  /* What the names of folders leave for their files to decide; empty when no row is wanted. */
  private Optional<List<ScanPredicate>> open(Part part, List<ScanPredicate> predicates) {
    return ScanPredicate.left(
        predicates,
        one -> {
          if (!partition.contains(one.column())) {
            return Verdict.OPEN;
          }
          DType type = partition.field(one.column()).type();
          return Constant.verdict(part.values().value(one.column(), type), one);
        });
  }

  @Override
  public Optional<Source> withField(String path) {
    List<Part> with = new ArrayList<>();
    for (Part part : parts) {
      part.files().withField(path).ifPresent(files -> with.add(new Part(part.values(), files)));
    }
    return with.size() < parts.size()
        ? Optional.empty()
        : Optional.of(new HiveSource(with, with.getFirst().files().schema(), partition));
  }

  @Override
  public OptionalLong rowCount() {
    long rows = 0;
    for (Part part : parts) {
      OptionalLong count = part.files().rowCount();
      if (count.isEmpty()) {
        return OptionalLong.empty();
      }
      rows += count.getAsLong();
    }
    return OptionalLong.of(rows);
  }

  @Override
  public List<FileRows> files() {
    List<FileRows> files = new ArrayList<>();
    for (Part part : parts) {
      Schema ofFiles = part.files().schema();
      for (FileRows file : part.files().files()) {
        Part alone = new Part(part.values(), file.rows());
        files.add(new FileRows(file.path(), new HiveSource(List.of(alone), ofFiles, partition)));
      }
    }
    return files;
  }

  @Override
  public List<String> pieceConstants() {
    return partition.names();
  }

  @Override
  public Optional<List<PieceSummary>> summaries(Set<String> counted, Set<String> bounded) {
    List<PieceSummary> pieces = new ArrayList<>();
    for (Part part : parts) {
      Optional<List<PieceSummary>> ofFiles = part.files().summaries(counted, bounded);
      if (ofFiles.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Object> constants = new HashMap<>();
      for (Field field : partition) {
        Object value = part.values().value(field.name(), field.type());
        if (value != null) {
          constants.put(field.name(), value);
        }
      }
      ofFiles.get().forEach(piece -> pieces.add(piece.withConstants(constants)));
    }
    return Optional.of(pieces);
  }

  @Override
  public OptionalLong estimatedRows() {
    return OptionalLong.of(
        parts.stream().mapToLong(part -> part.files().estimatedRows().orElse(0)).sum());
  }

  /** Of a partition column its bounds; of another what the first folder's files say. */
  @Override
  public ColumnStatistics statistics(String column) {
    if (!partition.contains(column)) {
      return parts.getFirst().files().statistics(column);
    }
    DType type = partition.field(column).type();
    List<Object> values = new ArrayList<>();
    for (Part part : parts) {
      Object value = part.values().value(column, type);
      if (value != null) {
        values.add(value);
      }
    }
    double least = Double.NaN;
    double greatest = Double.NaN;
    if (type != DType.UTF8) {
      least = values.stream().mapToDouble(v -> (Long) v).min().orElse(Double.NaN);
      greatest = values.stream().mapToDouble(v -> (Long) v).max().orElse(Double.NaN);
    }
    return new ColumnStatistics(least, greatest, values.stream().distinct().count());
  }

  @Override
  public String describe() {
    return "%s in folders of %s".formatted(parts.getFirst().files().describe(), partition.names());
  }

  @Override
  public String toString() {
    return describe();
  }
}
