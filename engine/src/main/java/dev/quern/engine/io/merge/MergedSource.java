package dev.quern.engine.io.merge;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.ColumnPredicate.Comparison;
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
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sources one behind the other as one table. Columns are found by name; one that a source lacks is
 * null in its rows, one of another type is cast while it is read.
 */
public final class MergedSource implements Source {
  private final List<Source> sources;
  private final Schema schema;

  private MergedSource(List<Source> sources, Schema schema) {
    this.sources = List.copyOf(sources);
    this.schema = schema;
  }

  /**
   * {@code sources} with the columns that {@code mode} says.
   *
   * @throws DataException when they do not go together; it names two that do not
   */
  public static Source of(List<? extends Source> sources, SchemaMode mode) {
    return as(sources, schema(sources, mode));
  }

  /** {@code sources} with these columns, which are those of {@link #schema} or some of them. */
  public static Source as(List<? extends Source> sources, Schema schema) {
    return sources.size() == 1 && sources.getFirst().schema().equals(schema)
        ? sources.getFirst()
        : new MergedSource(List.copyOf(sources), schema);
  }

  /** The columns that {@code sources} have together. */
  public static Schema schema(List<? extends Source> sources, SchemaMode mode) {
    if (sources.isEmpty()) {
      throw new PlanException("nothing to read: the list of sources is empty");
    }
    Map<String, Shared> columns = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      for (Field field : source.schema()) {
        Shared known = columns.get(field.name());
        if (known != null) {
          known.add(source, field, mode);
        } else if (i == 0 || mode == SchemaMode.UNION) {
          columns.put(field.name(), new Shared(source, field));
        }
      }
    }
    List<Field> fields = new ArrayList<>();
    for (Shared column : columns.values()) {
      boolean everywhere = column.count == sources.size();
      if (!everywhere && mode == SchemaMode.SAME) {
        throw missing(column.name, lacking(sources, column.name), column.first);
      }
      fields.add(new Field(column.name, column.type, column.nullable || !everywhere));
    }
    return Schema.of(fields);
  }

  /** What the sources so far have under one name. */
  private static final class Shared {
    final String name;
    final Source first;
    DType type;
    Source widest; // the one that has the type, or last widened it
    boolean nullable;
    int count = 1;

    Shared(Source source, Field field) {
      name = field.name();
      first = source;
      widest = source;
      type = field.type();
      nullable = field.nullable();
    }

    void add(Source source, Field field, SchemaMode mode) {
      count++;
      nullable |= field.nullable();
      if (field.type().equals(type)) {
        return;
      }
      DType wider = Promotion.common(type, field.type()).orElse(null);
      if (wider == null || mode == SchemaMode.SAME) {
        throw new DataException(
            "column '%s' is %s in %s but %s in %s: %s"
                .formatted(
                    name,
                    type,
                    widest.describe(),
                    field.type(),
                    source.describe(),
                    wider == null
                        ? "read the files apart and cast one"
                        : "read them with SchemaMode.UNION"));
      }
      if (!wider.equals(type)) {
        widest = source;
        type = wider;
      }
    }
  }

  private static Source lacking(List<? extends Source> sources, String column) {
    for (Source source : sources) {
      if (!source.schema().contains(column)) {
        return source;
      }
    }
    return sources.getFirst();
  }

  private static DataException missing(String column, Source lacking, Source having) {
    return new DataException(
        "%s has no column '%s', which %s has: read them with SchemaMode.UNION or FIRST"
            .formatted(lacking.describe(), column, having.describe()));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<? extends Split> splits(ScanRequest request) {
    Schema output = schema.select(request.columns());
    List<Split> splits = new ArrayList<>();
    for (Source source : sources) {
      Schema own = source.schema();
      List<ScanPredicate> open = open(own, request.predicates()).orElse(null);
      if (open != null) {
        List<String> names = output.names().stream().filter(own::contains).toList();
        boolean same = own.select(names).equals(output);
        for (Split split : source.splits(new ScanRequest(names, open))) {
          splits.add(same ? split : new AdaptedSplit(split, output));
        }
      }
    }
    return splits;
  }

  /* What a source can decide; empty when it has no row that is wanted. */
  private Optional<List<ScanPredicate>> open(Schema own, List<ScanPredicate> predicates) {
    return ScanPredicate.left(
        predicates,
        one -> {
          Field field = schema.field(one.column());
          if (!own.contains(field.name())) {
            return one.comparison() == Comparison.IS_NULL ? Verdict.HOLDS : Verdict.FAILS;
          }
          // Constants of another type than the file's are not for it to compare.
          return own.field(field.name()).type().equals(field.type()) ? Verdict.OPEN : Verdict.HOLDS;
        });
  }

  /** If all sources have the field, in one type. */
  @Override
  public Optional<Source> withField(String path) {
    List<Source> with = new ArrayList<>();
    for (Source source : sources) {
      source.withField(path).ifPresent(with::add);
    }
    List<Field> fields =
        with.stream().map(source -> source.schema().field(path)).distinct().toList();
    return with.size() < sources.size() || fields.size() > 1
        ? Optional.empty()
        : Optional.of(new MergedSource(with, schema.with(fields.getFirst())));
  }

  @Override
  public OptionalLong rowCount() {
    long rows = 0;
    for (Source source : sources) {
      OptionalLong count = source.rowCount();
      if (count.isEmpty()) {
        return OptionalLong.empty();
      }
      rows += count.getAsLong();
    }
    return OptionalLong.of(rows);
  }

  @Override
  public List<FileRows> files() {
    return sources.stream()
        .flatMap(source -> source.files().stream())
        .map(file -> new FileRows(file.path(), as(List.of(file.rows()), schema)))
        .toList();
  }

  /** What all sources tell; of a column that one lacks it has no value there. */
  @Override
  public Optional<List<PieceSummary>> summaries(Set<String> counted, Set<String> bounded) {
    List<PieceSummary> pieces = new ArrayList<>();
    for (Source source : sources) {
      Schema own = source.schema();
      if (bounded.stream().anyMatch(name -> own.contains(name) && !hasType(own, name))) {
        return Optional.empty();
      }
      Optional<List<PieceSummary>> some =
          source.summaries(intersection(counted, own), intersection(bounded, own));
      if (some.isEmpty()) {
        return Optional.empty();
      }
      some.get().forEach(piece -> pieces.add(counting(piece, counted)));
    }
    return Optional.of(pieces);
  }

  private boolean hasType(Schema own, String name) {
    return own.field(name).type().equals(schema.field(name).type());
  }

  private static Set<String> intersection(Set<String> names, Schema own) {
    return names.stream().filter(own::contains).collect(Collectors.toSet());
  }

  private static PieceSummary counting(PieceSummary piece, Set<String> counted) {
    Map<String, Long> counts = new HashMap<>(piece.counts());
    counted.forEach(name -> counts.putIfAbsent(name, 0L));
    return new PieceSummary(
        piece.rows(), piece.constants(), counts, piece.least(), piece.greatest());
  }

  @Override
  public OptionalLong estimatedRows() {
    return OptionalLong.of(sources.stream().mapToLong(s -> s.estimatedRows().orElse(0)).sum());
  }

  /** What the first source tells, if all have the column in its type. */
  @Override
  public ColumnStatistics statistics(String column) {
    DType type = schema.field(column).type();
    boolean alike =
        sources.stream()
            .map(Source::schema)
            .allMatch(own -> own.contains(column) && own.field(column).type().equals(type));
    return alike ? sources.getFirst().statistics(column) : ColumnStatistics.UNKNOWN;
  }

  @Override
  public String describe() {
    String first = sources.getFirst().describe();
    return sources.size() == 1 ? first : "%s and %d more".formatted(first, sources.size() - 1);
  }

  @Override
  public String toString() {
    return describe();
  }
}
