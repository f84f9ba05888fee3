package dev.quern.engine.io.hive;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The rows of files with the path of each row's file in a last column, as text. Files whose path
 * does not meet a predicate are not read.
 */
public final class FileNameSource implements Source {
  private final Source source;
  private final List<FileRows> files;
  private final Field name;
  private final Schema schema;

  private FileNameSource(Source source, Field name) {
    this.source = source;
    this.files = source.files();
    this.name = name;
    this.schema = source.schema().with(name);
  }

  /**
   * The rows of {@code source} with a column called {@code name}.
   *
   * @throws PlanException when they are of no files, or there is such a column
   */
  public static Source of(Source source, String name) {
    if (source.files().isEmpty()) {
      throw new PlanException("the rows of %s are of no files".formatted(source.describe()));
    }
    if (source.schema().contains(name)) {
      throw new PlanException(
          "there is a column %s already: call that of the file otherwise".formatted(name));
    }
    return new FileNameSource(source, Field.of(name, DType.UTF8));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<? extends Split> splits(ScanRequest request) {
    Schema output = schema.select(request.columns());
    List<String> ofFiles =
        request.columns().stream().filter(column -> !column.equals(name.name())).toList();
    List<Split> splits = new ArrayList<>();
    for (FileRows file : files) {
      List<ScanPredicate> open = open(file, request.predicates()).orElse(null);
      if (open != null) {
        List<Constant> path =
            output.contains(name.name())
                ? List.of(new Constant(name, file.path().toString()))
                : List.of();
        ScanRequest ofFile = new ScanRequest(ofFiles, open);
        splits.addAll(HiveSplit.all(file.rows(), ofFile, output, path));
      }
    }
    return splits;
  }

  /* What the path leaves for the file to decide; empty when no row is wanted. */
  private Optional<List<ScanPredicate>> open(FileRows file, List<ScanPredicate> predicates) {
    return ScanPredicate.left(
        predicates,
        one ->
            one.column().equals(name.name())
                ? Constant.verdict(file.path().toString(), one)
                : Verdict.OPEN);
  }

  @Override
  public Optional<Source> withField(String path) {
    return source.withField(path).map(with -> new FileNameSource(with, name));
  }

  @Override
  public List<String> pieceConstants() {
    List<String> constants = new ArrayList<>(source.pieceConstants());
    constants.add(name.name());
    return constants;
  }

  @Override
  public Optional<List<PieceSummary>> summaries(Set<String> counted, Set<String> bounded) {
    List<PieceSummary> pieces = new ArrayList<>();
    for (FileRows file : files) {
      Optional<List<PieceSummary>> ofFile = file.rows().summaries(counted, bounded);
      if (ofFile.isEmpty()) {
        return Optional.empty();
      }
      for (PieceSummary piece : ofFile.get()) {
        Map<String, Object> constants = new HashMap<>(piece.constants());
        constants.put(name.name(), file.path().toString());
        pieces.add(piece.withConstants(constants));
      }
    }
    return Optional.of(pieces);
  }

  @Override
  public OptionalLong rowCount() {
    return source.rowCount();
  }

  @Override
  public OptionalLong estimatedRows() {
    return source.estimatedRows();
  }

  @Override
  public ColumnStatistics statistics(String column) {
    return column.equals(name.name())
        ? new ColumnStatistics(Double.NaN, Double.NaN, files.size())
        : source.statistics(column);
  }

  @Override
  public String describe() {
    return "%s with their names as %s".formatted(source.describe(), name.name());
  }

  @Override
  public String toString() {
    return describe();
  }
}
