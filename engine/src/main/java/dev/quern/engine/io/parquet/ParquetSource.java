package dev.quern.engine.io.parquet;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.FileRows;
import dev.quern.engine.io.Globs;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.parquet.read.ChunkSpec;
import dev.quern.engine.io.parquet.read.ColumnTree;
import dev.quern.engine.io.parquet.read.RowGroupSpec;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Parquet files of one schema as one table.
 *
 * <p>The columns are those of the first file; every other file must have them too, found by name
 * and with the same type, in any order. Columns that only later files have are not seen. Columns of
 * types without a counterpart are left out of the schema and are an {@link
 * UnsupportedDataException} when they are asked for.
 */
public final class ParquetSource implements Source {
  /** How the name begins under which our files say who has written them. */
  static final String WRITER = "quern version ";

  // Row groups are coalesced up to about the size that DuckDB and Quern write them in, so that a
  // split is worth a task, and never beyond the larger bound.
  private static final long ENOUGH_ROWS = 122_880;
  private static final long MOST_ROWS = 200_000;

  private final List<ParquetFile> files;
  private final Schema schema;
  private final List<OrderedColumn> order;

  private ParquetSource(List<ParquetFile> files, Schema schema) {
    this.files = List.copyOf(files);
    this.schema = schema;
    this.order = FileOrder.of(files);
  }

  /**
   * The files that {@code pattern} names: a file, a folder, or a glob as {@link Globs} reads it.
   */
  public static ParquetSource open(String pattern) {
    return open(Globs.expand(pattern, ".parquet"));
  }

  /** These files, in this order; reads their footers. */
  public static ParquetSource open(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new PlanException("no Parquet file was named");
    }
    List<ParquetFile> files = paths.stream().map(ParquetFile::open).toList();
    List<Field> fields = new ArrayList<>();
    for (FileColumn column : files.getFirst().columns()) {
      if (column instanceof FileColumn.Usable readable) {
        fields.add(fieldOf(readable, files));
      }
    }
    return new ParquetSource(files, Schema.of(fields));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<ParquetSplit> splits(ScanRequest request) {
    request.columns().forEach(this::checkReadable);
    Schema wanted = schema.select(request.columns());
    for (ScanPredicate predicate : request.predicates()) {
      predicate.columns().forEach(this::checkReadable);
      predicate.columns().forEach(schema::position);
    }
    List<ParquetSplit> splits = new ArrayList<>();
    for (ParquetFile file : files) {
      file.version().check();
      addSplits(file, wanted, request.predicates(), splits);
    }
    return splits;
  }

  /** Fields of structs that are in no list. */
  @Override
  public Optional<Source> withField(String path) {
    for (ParquetFile file : files) {
      if (!(file.column(path).orElse(null) instanceof FileColumn.Usable)) {
        return Optional.empty();
      }
    }
    FileColumn.Usable field = readable(files.getFirst(), path);
    return Optional.of(new ParquetSource(files, schema.with(fieldOf(field, files))));
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(files.stream().mapToLong(ParquetFile::rows).sum());
  }

  @Override
  public List<FileRows> files() {
    return files.stream()
        .map(file -> new FileRows(file.path(), new ParquetSource(List.of(file), schema)))
        .toList();
  }

  /** A piece a file. */
  @Override
  public Optional<List<PieceSummary>> summaries(Set<String> counted, Set<String> bounded) {
    List<PieceSummary> pieces = new ArrayList<>();
    for (ParquetFile file : files) {
      file.version().check();
      if (file.rows() > 0) {
        Optional<PieceSummary> piece = FileSummary.of(file, counted, bounded);
        if (piece.isEmpty()) {
          return Optional.empty();
        }
        pieces.add(piece.get());
      }
    }
    return Optional.of(pieces);
  }

  /**
   * What all files declare that their rows are ordered by, as far as it can be relied upon: if our
   * writer has written them, which makes sure of it, and their bounds tell that of several files
   * each goes on where the one before ends.
   */
  @Override
  public List<OrderedColumn> order() {
    return order;
  }

  @Override
  public ColumnStatistics statistics(String column) {
    return ColumnSummary.of(files, column);
  }

  @Override
  public String describe() {
    String path =
        files.size() == 1
            ? files.getFirst().path().toString()
            : "%s and %d more".formatted(files.getFirst().path(), files.size() - 1);
    List<String> skipped =
        files.getFirst().columns().stream()
            .filter(FileColumn.Skipped.class::isInstance)
            .map(FileColumn::name)
            .toList();
    List<String> top = files.getFirst().columns().stream().map(FileColumn::name).toList();
    List<String> fields = schema.names().stream().filter(name -> !top.contains(name)).toList();
    return "parquet %s%s%s"
        .formatted(
            path,
            skipped.isEmpty() ? "" : ", without columns " + skipped,
            fields.isEmpty() ? "" : ", with fields " + fields);
  }

  @Override
  public String toString() {
    return describe();
  }

  private static void addSplits(
      ParquetFile file, Schema wanted, List<ScanPredicate> predicates, List<ParquetSplit> to) {
    List<ColumnTree<FileColumn.Flat>> columns =
        wanted.names().stream().map(name -> readable(file, name).tree()).toList();
    List<RowGroupSpec> pending = new ArrayList<>();
    long rows = 0;
    for (int i = 0; i < file.rowGroups().size(); i++) {
      long groupRows = file.rowGroups().get(i).getNum_rows();
      List<ScanPredicate> open = open(file, i, predicates).orElse(null);
      if (groupRows == 0 || open == null) {
        continue;
      }
      if (!pending.isEmpty() && (rows >= ENOUGH_ROWS || rows + groupRows > MOST_ROWS)) {
        to.add(ParquetSplit.of(file, wanted, pending));
        pending.clear();
        rows = 0;
      }
      int group = i;
      List<ColumnTree<ChunkSpec>> chunks =
          columns.stream().map(tree -> tree.map(leaf -> file.chunk(group, leaf))).toList();
      GroupSelection selection =
          new GroupSelection(
              groupRows,
              RowPruning.of(name -> outline(file, group, name), open),
              wanted.names().stream()
                  .flatMap(name -> outline(file, group, name).stream())
                  .toList());
      pending.add(new RowGroupSpec(i, groupRows, chunks, selection));
      rows += groupRows;
    }
    if (!pending.isEmpty()) {
      to.add(ParquetSplit.of(file, wanted, pending));
    }
  }

  /* What the statistics of a row group leave open; empty when they exclude all of its rows. */
  private static Optional<List<ScanPredicate>> open(
      ParquetFile file, int rowGroup, List<ScanPredicate> predicates) {
    return ScanPredicate.left(
        predicates,
        one -> outline(file, rowGroup, one.column()).map(c -> c.verdict(one)).orElse(Verdict.OPEN));
  }

  private static Optional<ChunkOutline> outline(ParquetFile file, int rowGroup, String column) {
    return file.column(column).orElse(null) instanceof FileColumn.Flat flat
        ? Optional.of(ChunkOutline.of(file, rowGroup, flat))
        : Optional.empty();
  }

  private static FileColumn.Usable readable(ParquetFile file, String name) {
    return switch (file.column(name).orElse(null)) {
      case FileColumn.Usable readable -> readable;
      case FileColumn.Skipped skipped -> throw unsupported(file, skipped);
      case null -> throw new DataException("%s has no column '%s'".formatted(file.path(), name));
    };
  }

  private static Field fieldOf(FileColumn.Usable first, List<ParquetFile> files) {
    DType type = first.type();
    boolean nullable = first.tree().levels().nullable();
    for (ParquetFile file : files) {
      FileColumn.Usable other = otherwiseMissing(file, first.name(), files.getFirst());
      if (!other.type().equals(type)) {
        throw new DataException(
            "column '%s' is %s in %s but %s in %s: read the files apart and cast"
                .formatted(first.name(), type, files.getFirst().path(), other.type(), file.path()));
      }
      nullable |= other.tree().levels().nullable();
    }
    return new Field(first.name(), type, nullable);
  }

  private static FileColumn.Usable otherwiseMissing(
      ParquetFile file, String name, ParquetFile first) {
    if (file.column(name).isEmpty()) {
      throw new DataException(
          "%s has no column '%s', which %s has: read the files apart"
              .formatted(file.path(), name, first.path()));
    }
    return readable(file, name);
  }

  private void checkReadable(String name) {
    if (!schema.contains(name)
        && files.getFirst().column(name).orElse(null) instanceof FileColumn.Skipped skipped) {
      throw unsupported(files.getFirst(), skipped);
    }
  }

  private static UnsupportedDataException unsupported(ParquetFile file, FileColumn.Skipped column) {
    return new UnsupportedDataException(
        "%s: column '%s' %s and cannot be read"
            .formatted(file.path(), column.name(), column.reason()));
  }
}
